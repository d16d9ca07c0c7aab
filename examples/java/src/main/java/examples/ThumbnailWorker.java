package examples;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out. */
public final class ThumbnailWorker {
    private static final int SIDE = 200;

    public static void main(String[] arguments) {
        Jobs.work("thumbnail", job -> thumbnail(job.payload()));
    }

    private static byte[] thumbnail(byte[] bytes) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes));
        if (picture == null) {
            throw new IOException("this is no picture");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(shrunk(picture), "jpeg", out);
        return out.toByteArray();
    }

    private static BufferedImage shrunk(BufferedImage picture) {
        int longest = Math.max(SIDE, Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, picture.getWidth() * SIDE / longest);
        int height = Math.max(1, picture.getHeight() * SIDE / longest);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = small.createGraphics();
        canvas.setRenderingHint(
            RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        canvas.drawImage(picture, 0, 0, width, height, null);
        canvas.dispose();
        return small;
    }
}
