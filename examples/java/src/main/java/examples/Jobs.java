package examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.gearman.client.GearmanClientImpl;
import org.gearman.client.GearmanIOEventListener;
import org.gearman.client.GearmanJobResult;
import org.gearman.client.GearmanJobResultImpl;
import org.gearman.common.GearmanException;
import org.gearman.common.GearmanJobServerSession;
import org.gearman.worker.AbstractGearmanFunction;
import org.gearman.worker.GearmanFunction;
import org.gearman.worker.GearmanFunctionFactory;
import org.gearman.worker.GearmanWorkerImpl;

/** The job server is where GEARMAN_SERVER says, or on this machine. */
final class Jobs {
    private static final byte[] NOTHING = {};

    /** What a worker does for a job. */
    interface Work {
        /** The result. What it throws becomes the exception of the job. */
        byte[] of(Job job) throws Exception;
    }

    /** A job that runs. */
    static final class Job extends AbstractGearmanFunction {
        private final Work work;

        private Job(String function, Work work) {
            super(function);
            this.work = work;
        }

        byte[] payload() {
            return (byte[]) data;
        }

        void progress(int done, int of) {
            sendStatus(of, done); // the denominator comes first
            sendNow();
        }

        /** The library itself sends what was put down only when the job has ended. */
        private void sendNow() {
            for (GearmanIOEventListener listener : listeners) {
                try {
                    ((GearmanJobServerSession) listener).driveSessionIO();
                } catch (IOException | GearmanException trouble) {
                    System.err.println(trouble); // the library connects again after the job
                }
            }
        }

        @Override
        public GearmanJobResult executeFunction() {
            try {
                return end(true, work.of(this), NOTHING);
            } catch (Exception trouble) {
                System.err.println(trouble);
                return end(false, NOTHING, bytes(String.valueOf(trouble.getMessage())));
            }
        }

        private GearmanJobResult end(boolean isGood, byte[] result, byte[] exception) {
            return new GearmanJobResultImpl(jobHandle, isGood, result, NOTHING, exception, 0, 0);
        }
    }

    private record Factory(String function, Work work) implements GearmanFunctionFactory {
        @Override
        public String getFunctionName() {
            return function;
        }

        @Override
        public GearmanFunction getFunction() {
            return new Job(function, work);
        }
    }

    private Jobs() { }

    static GearmanClientImpl connect() {
        GearmanClientImpl client = new GearmanClientImpl();
        client.addJobServer(server());
        return client;
    }

    /** Runs jobs of one function for ever. */
    static void work(String function, Work work) {
        GearmanWorkerImpl worker = new GearmanWorkerImpl();
        worker.addServer(server());
        worker.registerFunctionFactory(new Factory(function, work));
        worker.work();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static FreshConnection server() {
        String[] parts =
            System.getenv().getOrDefault("GEARMAN_SERVER", "127.0.0.1:4730").split(":");
        return new FreshConnection(parts[0], Integer.parseInt(parts[1]));
    }
}
