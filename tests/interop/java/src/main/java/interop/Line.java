package interop;

import java.util.HexFormat;
import java.util.List;

/** Lines of JSON with bytes in hexadecimal. */
final class Line {
    private final StringBuilder text = new StringBuilder("{");

    Line with(String name, Object value) {
        text.append(text.length() > 1 ? "," : "");
        text.append('"').append(name).append("\":").append(value);
        return this;
    }

    Line withText(String name, String value) {
        return with(name, '"' + value + '"');
    }

    Line withBytes(String name, byte[] bytes) {
        return withText(name, hex(bytes));
    }

    Line withTexts(String name, List<String> values) {
        return with(name, values.stream().map(value -> '"' + value + '"').toList());
    }

    void say() {
        System.out.println(text.append('}'));
        System.out.flush();
    }

    static String hex(byte[] bytes) {
        return bytes == null ? "" : HexFormat.of().formatHex(bytes);
    }
}
