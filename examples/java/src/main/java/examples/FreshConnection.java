package examples;

import java.io.IOException;
import org.gearman.common.GearmanNIOJobServerConnection;
import org.gearman.common.GearmanPacket;

/**
 * A connection that works on Java 11 and later.
 *
 * <p>The library asks its selector again and again whether the socket is readable, and never takes
 * the key out of the selected ones. Up to Java 10 each selection replaced what such a key was ready
 * for; since then it only adds to it, so that the socket stays readable for ever and the library
 * spins. Here the selected keys are forgotten before each question.
 */
final class FreshConnection extends GearmanNIOJobServerConnection {
    FreshConnection(String host, int port) {
        super(host, port);
    }

    @Override
    public boolean canRead() {
        forgetSelected();
        return super.canRead();
    }

    @Override
    public boolean canWrite() {
        forgetSelected();
        return super.canWrite();
    }

    @Override
    public GearmanPacket read() throws IOException {
        forgetSelected();
        return super.read();
    }

    @Override
    public void write(GearmanPacket packet) throws IOException {
        forgetSelected();
        super.write(packet);
    }

    private void forgetSelected() {
        if (getSelector().isOpen()) {
            getSelector().selectedKeys().clear();
        }
    }
}
