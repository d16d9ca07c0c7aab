package examples;

import org.gearman.client.GearmanClientImpl;
import org.gearman.client.GearmanJob;
import org.gearman.client.GearmanJobImpl;
import org.json.JSONObject;

/** Has a mail sent and does not wait for it: TO SUBJECT TEXT. */
public final class MailClient {
    public static void main(String[] arguments) throws Exception {
        JSONObject order = new JSONObject()
            .put("to", arguments[0]).put("subject", arguments[1]).put("text", arguments[2]);
        GearmanClientImpl client = Jobs.connect();
        byte[] payload = Jobs.bytes(order.toString());
        GearmanJob job = GearmanJobImpl.createBackgroundJob("send-mail", payload, null);
        client.submit(job);
        job.get(); // until the server has taken it
        System.out.println("accepted as " + Jobs.text(job.getHandle()));
        client.shutdown();
    }
}
