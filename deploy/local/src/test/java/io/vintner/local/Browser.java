package io.vintner.local;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.vintner.local.demo.DemoUser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real headless Chromium with the dashboard in it. Everything it answers is read from the page as
 * a person would see it. Not thread-safe: use it on one thread.
 */
final class Browser implements AutoCloseable {

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final BrowserContext context;
    private final Page page;
    private final String dashboard;

    /** Opens the dashboard at its address and waits for its sign-in page. */
    Browser(String dashboard) {
        this.dashboard = dashboard;
        playwright = Chromium.playwright();
        chromium = Chromium.launch(playwright);
        context =
                chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setViewportSize(1440, 900)
                                .setLocale("en-GB")
                                .setTimezoneId("UTC"));
        page = context.newPage();
        page.navigate(dashboard);
    }

    /** Signs in as a demo user and waits until the page hears of changes. */
    void signIn(DemoUser user) {
        page.locator("[data-testid=demo-user][data-id='%s']".formatted(user.id())).click();
        awaitLive();
    }

    /** Opens a page of the dashboard. */
    void open(String path) {
        page.navigate(dashboard + path);
        awaitLive();
    }

    void awaitLive() {
        awaitVisible("[data-testid=connection][data-phase=live]");
    }

    /** Waits until something is in the page. */
    void awaitVisible(String selector) {
        page.locator(selector)
                .first()
                .waitFor(
                        new Locator.WaitForOptions()
                                .setState(WaitForSelectorState.VISIBLE)
                                .setTimeout(60_000));
    }

    /** The status of the job whose page is open. */
    String jobStatus() {
        return page.locator("[data-testid=job-page]").getAttribute("data-status");
    }

    /** How many lines of a stream the job page says it has. */
    int lineCount(String stream) {
        String count =
                page.locator("[data-testid=log-counts]")
                        .getAttribute("data-" + stream.toLowerCase(java.util.Locale.ROOT));
        return count == null ? 0 : Integer.parseInt(count);
    }

    /**
     * Every line of one stream that the open job page shows, read by scrolling through the log;
     * without blanks at their ends.
     */
    List<String> logLines(String stream) {
        Map<Integer, String> lines = new TreeMap<>();
        page.evaluate("document.querySelector('[data-testid=log]').scrollTop = 0");
        while (true) {
            page.evaluate(
                    "() => new Promise(drawn => requestAnimationFrame(() =>"
                            + " requestAnimationFrame(drawn)))");
            for (List<?> line : shownLines()) {
                if (line.get(0).equals(stream)) {
                    lines.put(
                            ((Number) line.get(1)).intValue(),
                            ((String) line.get(2)).stripTrailing());
                }
            }
            Object atEnd =
                    page.evaluate(
                            """
                            () => {
                              const log = document.querySelector('[data-testid=log]')
                              const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 1
                              log.scrollTop += log.clientHeight
                              return atEnd
                            }
                            """);
            if (Boolean.TRUE.equals(atEnd)) {
                return List.copyOf(lines.values());
            }
        }
    }

    /** Clicks on the first element that matches. */
    void click(String selector) {
        page.locator(selector).first().click();
    }

    /** The text of the first element that matches. */
    String text(String selector) {
        return page.locator(selector).first().innerText();
    }

    /** Writes a picture of what is in sight. */
    void screenshot(Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }

    @Override
    public void close() {
        context.close();
        chromium.close();
        playwright.close();
    }

    @SuppressWarnings("unchecked")
    private List<List<?>> shownLines() {
        return (List<List<?>>)
                page.evaluate(
                        """
                        () => [...document.querySelectorAll('[data-testid=log-line]')].map(line => [
                          line.dataset.stream,
                          Number(line.dataset.line),
                          line.querySelector('.log-text').textContent,
                        ])
                        """);
    }
}
