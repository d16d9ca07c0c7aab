package interop;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of JSON with bytes in hexadecimal. */
final class Line {
    private final StringBuilder text = new StringBuilder("{");

    Line with(String name, Object value) {
        text.append(text.length() > 1 ? "," : "").append('"').append(name).append("\":").append(value);
        return this;
    }

    Line withText(String name, String value) {
        return with(name, '"' + value + '"');
    }

    Line withBytes(String name, byte[] bytes) {
        return withText(name, hex(bytes));
    }

    Line withTexts(String name, List<String> values) {
        return with(name, values.stream().map(value -> '"' + value + '"').collect(Collectors.toList()));
    }

    void say() {
        System.out.println(text.append('}'));
        System.out.flush();
    }

    static String hex(byte[] bytes) {
        return bytes == null ? "" : java.util.HexFormat.of().formatHex(bytes);
    }
}
