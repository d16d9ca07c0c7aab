package interop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gearman.client.GearmanJobResult;
import org.gearman.client.GearmanJobResultImpl;
import org.gearman.worker.AbstractGearmanFunction;
import org.gearman.worker.GearmanFunction;
import org.gearman.worker.GearmanFunctionFactory;
import org.gearman.worker.GearmanWorkerImpl;

/** The worker of gearman-java: HOST PORT PREFIX. */
public final class WorkerProgram {
    private static final long GATE_PAUSE_MS = 5;

    private interface Work {
        /** The result, or null where the job has failed. */
        byte[] of(Job job) throws Exception;
    }

    private static final Map<String, Work> FUNCTIONS = new LinkedHashMap<>();

    static {
        FUNCTIONS.put("reverse", WorkerProgram::reverse);
        FUNCTIONS.put("fail", job -> null);
        FUNCTIONS.put("throw", job -> {
            job.sendException(bytes("it broke"));
            return null;
        });
        FUNCTIONS.put("progress", job -> {
            job.sendStatus(7, 3); // the denominator comes first
            return bytes("done");
        });
        FUNCTIONS.put("data", job -> {
            job.sendData(bytes("part\0one"));
            return bytes("done");
        });
        FUNCTIONS.put("warning", job -> {
            job.sendWarning(bytes("careful"));
            return bytes("done");
        });
        FUNCTIONS.put("unique", job -> job.getUniqueId());
        FUNCTIONS.put("hold", WorkerProgram::hold);
        FUNCTIONS.put("ready", WorkerProgram::reverse);
    }

    private static final class Job extends AbstractGearmanFunction {
        private final Work work;

        Job(String name, Work work) {
            super(name);
            this.work = work;
        }

        byte[] payload() {
            return (byte[]) data;
        }

        @Override
        public GearmanJobResult executeFunction() {
            try {
                byte[] result = work.of(this);
                byte[] nothing = new byte[0];
                byte[] results = result == null ? nothing : result;
                return new GearmanJobResultImpl(
                    jobHandle, result != null, results, nothing, nothing, 0, 0);
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private record Factory(String name, Work work) implements GearmanFunctionFactory {
        @Override
        public String getFunctionName() {
            return name;
        }

        @Override
        public GearmanFunction getFunction() {
            return new Job(name, work);
        }
    }

    public static void main(String[] arguments) {
        GearmanWorkerImpl worker = new GearmanWorkerImpl();
        worker.setJobUniqueIdRequired(true);
        worker.addServer(new FreshConnection(arguments[0], arguments[1]));
        FUNCTIONS.forEach((name, work) ->
            worker.registerFunctionFactory(new Factory(arguments[2] + name, work)));
        worker.work();
    }

    private static byte[] reverse(Job job) {
        byte[] payload = job.payload();
        byte[] result = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            result[i] = payload[payload.length - 1 - i];
        }
        return result;
    }

    private static byte[] hold(Job job) throws Exception {
        Path gate = Path.of(new String(job.payload(), StandardCharsets.UTF_8));
        while (!Files.exists(gate)) {
            Thread.sleep(GATE_PAUSE_MS);
        }
        return bytes("held");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
