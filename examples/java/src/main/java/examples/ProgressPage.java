package examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gearman.client.GearmanClientImpl;
import org.gearman.client.GearmanJob;
import org.gearman.client.GearmanJobImpl;
import org.gearman.client.GearmanJobStatus;
import org.json.JSONObject;

/**
 * A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080). It is run
 * in the folder {@code examples}.
 */
public final class ProgressPage {
    private interface Answer {
        JSONObject to(HttpExchange exchange) throws Exception;
    }

    private final GearmanClientImpl client = Jobs.connect();
    private final Map<String, GearmanJob> jobs = new ConcurrentHashMap<>();

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        ProgressPage page = new ProgressPage();
        server.createContext("/", ProgressPage::index);
        server.createContext("/start", exchange -> answer(exchange, page::start));
        server.createContext("/status", exchange -> answer(exchange, page::status));
        server.start();
    }

    private JSONObject start(HttpExchange exchange) throws Exception {
        GearmanJob job =
            GearmanJobImpl.createBackgroundJob("count-primes", Jobs.bytes("3000000"), null);
        client.submit(job);
        job.get(); // until the server has taken it
        String handle = Jobs.text(job.getHandle());
        jobs.put(handle, job);
        return new JSONObject().put("handle", handle);
    }

    private JSONObject status(HttpExchange exchange) throws Exception {
        String handle = exchange.getRequestURI().getQuery().replaceFirst("^handle=", "");
        GearmanJob job = jobs.get(handle);
        if (job == null) {
            return new JSONObject()
                .put("known", false).put("running", false).put("done", 0).put("of", 0);
        }
        GearmanJobStatus status = client.getJobStatus(job);
        if (!status.isKnown()) {
            jobs.remove(handle);
        }
        return new JSONObject().put("known", status.isKnown()).put("running", status.isRunning())
            .put("done", status.getNumerator()).put("of", status.getDenominator());
    }

    private static void index(HttpExchange exchange) throws IOException {
        byte[] page = Files.readAllBytes(Path.of("page/index.html"));
        send(exchange, 200, "text/html", page);
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try {
            byte[] body = Jobs.bytes(answer.to(exchange).toString());
            send(exchange, 200, "application/json", body);
        } catch (Exception trouble) {
            send(exchange, 503, "text/plain", Jobs.bytes(String.valueOf(trouble.getMessage())));
        }
    }

    private static void send(HttpExchange exchange, int status, String kind, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", kind);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
