package interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gearman.client.GearmanClientImpl;
import org.gearman.client.GearmanJob;
import org.gearman.client.GearmanJob.JobPriority;
import org.gearman.client.GearmanJobImpl;
import org.gearman.client.GearmanJobResult;
import org.gearman.client.GearmanJobStatus;
import org.gearman.common.GearmanPacket;
import org.gearman.common.GearmanPacket.DataComponentName;

/** The client of gearman-java: ACTION HOST PORT [FUNCTION [PRIORITY UNIQUE]], payload on stdin. */
public final class ClientProgram {
    private static final long STATUS_PAUSE_MS = 10;

    private final GearmanClientImpl client = new GearmanClientImpl();
    private final List<String> arguments;
    private final byte[] payload;

    private ClientProgram(List<String> arguments, byte[] payload) {
        this.arguments = arguments;
        this.payload = payload;
        client.addJobServer(new FreshConnection(arguments.get(1), arguments.get(2)));
    }

    public static void main(String[] arguments) throws Exception {
        new ClientProgram(List.of(arguments), System.in.readAllBytes()).act();
        System.exit(0);
    }

    private void act() throws Exception {
        switch (arguments.get(0)) {
            case "ping" -> new Line().withBytes("result", client.echo(payload)).say();
            case "run" -> run();
            case "background" -> background();
            case "follow" -> follow();
            default -> throw new IllegalArgumentException(arguments.get(0));
        }
    }

    private void run() throws Exception {
        GearmanJob job = GearmanJobImpl.createJob(function(), payload, priority(), unique());
        List<String> data = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<String> statuses = new ArrayList<>();
        job.registerEventListener(packet -> {
            switch (packet.getPacketType()) {
                case WORK_DATA -> data.add(hex(packet, DataComponentName.DATA));
                case WORK_WARNING -> warnings.add(hex(packet, DataComponentName.DATA));
                case WORK_STATUS -> statuses.add(progress(packet));
                default -> { }
            }
        });
        client.submit(job);
        GearmanJobResult result = job.get();
        // The library hands out all pieces of data and the result in one.
        byte[] results = withoutData(result.getResults(), data);
        new Line().withText("end", end(result)).withBytes("result", results)
            .withBytes("exception", result.getExceptions()).withTexts("data", data)
            .withTexts("warnings", warnings).with("statuses", statuses).say();
    }

    private static byte[] withoutData(byte[] results, List<String> data) {
        int skipped = data.stream().mapToInt(piece -> piece.length() / 2).sum();
        return results == null ? null : Arrays.copyOfRange(results, skipped, results.length);
    }

    private static String end(GearmanJobResult result) {
        if (result.jobSucceeded()) {
            return "complete";
        }
        byte[] exceptions = result.getExceptions();
        return exceptions != null && exceptions.length > 0 ? "exception" : "fail";
    }

    private GearmanJob background() throws Exception {
        GearmanJob job =
            GearmanJobImpl.createBackgroundJob(function(), payload, priority(), unique());
        client.submit(job);
        job.get();
        new Line().withText("handle", new String(job.getHandle(), StandardCharsets.UTF_8)).say();
        return job;
    }

    private void follow() throws Exception {
        GearmanJob job = background();
        boolean isKnown = true;
        while (isKnown) {
            GearmanJobStatus status = client.getJobStatus(job);
            isKnown = status.isKnown();
            new Line().with("known", isKnown).with("running", status.isRunning())
                .with("numerator", status.getNumerator())
                .with("denominator", status.getDenominator()).say();
            Thread.sleep(STATUS_PAUSE_MS);
        }
    }

    private String function() {
        return arguments.get(3);
    }

    private JobPriority priority() {
        boolean isGiven = arguments.size() > 4;
        return isGiven ? JobPriority.valueOf(arguments.get(4).toUpperCase()) : JobPriority.NORMAL;
    }

    private String unique() {
        return arguments.size() > 5 && !arguments.get(5).isEmpty() ? arguments.get(5) : null;
    }

    private static String hex(GearmanPacket packet, DataComponentName component) {
        return Line.hex(packet.getDataComponentValue(component));
    }

    private static String progress(GearmanPacket packet) {
        return "[" + text(packet, DataComponentName.NUMERATOR) + ","
            + text(packet, DataComponentName.DENOMINATOR) + "]";
    }

    private static String text(GearmanPacket packet, DataComponentName component) {
        return new String(packet.getDataComponentValue(component), StandardCharsets.US_ASCII);
    }
}
