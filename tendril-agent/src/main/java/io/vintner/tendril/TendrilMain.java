package io.vintner.tendril;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vintner.tendril.control.NotRegisteredException;
import java.io.IOException;
import org.jboss.logging.Logger;

/** The program. Ends with 0 after a drain, and with 1 when it cannot work. */
@QuarkusMain
public class TendrilMain implements QuarkusApplication {

    private static final int CANNOT_WORK = 1;

    private static final Logger LOG = Logger.getLogger(TendrilMain.class);

    private final TendrilConfig config;

    TendrilMain(TendrilConfig config) {
        this.config = config;
    }

    /** The entrance of the Java form and of the native one. */
    public static void main(String... arguments) {
        Quarkus.run(TendrilMain.class, arguments);
    }

    @Override
    public int run(String... arguments) throws InterruptedException {
        try (DataFolder data = DataFolder.open(config.dataFolder())) {
            Tendril tendril = new StartUp(config).tendril(data);
            Signals.onTermination(tendril::terminate);
            tendril.run();
            return 0;
        } catch (StartUpException | NotRegisteredException | IOException cannotWork) {
            LOG.error(cannotWork.getMessage());
            LOG.debug("the cause", cannotWork);
            return CANNOT_WORK;
        }
    }
}
