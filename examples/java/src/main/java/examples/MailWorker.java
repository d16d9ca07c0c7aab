package examples;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.json.JSONObject;

/**
 * Sends mail: the payload is JSON with {@code to}, {@code subject} and {@code text}. SMTP_SERVER
 * says through whom.
 */
public final class MailWorker {
    public static void main(String[] arguments) {
        Session session = Session.getInstance(settings());
        Jobs.work("send-mail", job -> {
            send(session, new JSONObject(Jobs.text(job.payload())));
            return new byte[0];
        });
    }

    private static Properties settings() {
        String[] server =
            System.getenv().getOrDefault("SMTP_SERVER", "127.0.0.1:2525").split(":");
        Properties settings = new Properties();
        settings.setProperty("mail.smtp.host", server[0]);
        settings.setProperty("mail.smtp.port", server[1]);
        return settings;
    }

    private static void send(Session session, JSONObject order) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, order.getString("to"));
        mail.setSubject(order.getString("subject"), "UTF-8");
        mail.setText(order.getString("text"), "UTF-8");
        Transport.send(mail);
    }
}
