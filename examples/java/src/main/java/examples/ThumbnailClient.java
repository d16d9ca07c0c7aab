package examples;

import java.nio.file.Files;
import java.nio.file.Path;
import org.gearman.client.GearmanClientImpl;
import org.gearman.client.GearmanJob;
import org.gearman.client.GearmanJobImpl;
import org.gearman.client.GearmanJobResult;

/** Has a thumbnail made: PICTURE THUMBNAIL. */
public final class ThumbnailClient {
    public static void main(String[] arguments) throws Exception {
        Path picture = Path.of(arguments[0]);
        byte[] bytes = Files.readAllBytes(picture);
        GearmanClientImpl client = Jobs.connect();
        GearmanJob job = GearmanJobImpl.createJob("thumbnail", bytes, null);
        client.submit(job);
        GearmanJobResult result = job.get();
        if (!result.jobSucceeded()) {
            System.err.println(picture + ": the job failed");
            System.exit(1);
        }
        Files.write(Path.of(arguments[1]), result.getResults());
        System.out.printf("%s: %d bytes, thumbnail %d bytes%n",
            picture.getFileName(), bytes.length, result.getResults().length);
        client.shutdown();
    }
}
