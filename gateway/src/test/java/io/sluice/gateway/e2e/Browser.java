package io.sluice.gateway.e2e;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Chromium without a window, driven by chromedriver over the W3C's WebDriver protocol. Its profile
 * lies below {@code target/e2e}, and it calls nobody but the page.
 */
final class Browser implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final List<String> FLAGS =
            List.of(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Program driver;
    private final String session;

    private Browser(Program driver, Path profile) {
        this.driver = driver;
        String port = driver.await(PORT).group(1);
        String sessions = "http://127.0.0.1:" + port + "/session";
        session = sessions + "/" + post(sessions, capabilities(profile)).orElseThrow();
    }

    static Browser open(Path profile) {
        return new Browser(
                Program.start("chromedriver", List.of("chromedriver", "--port=0")), profile);
    }

    void go(String address) {
        post(session + "/url", object("url", address));
    }

    /** Waits until the first element of a CSS selector shows this text. */
    void awaitText(String selector, String text) {
        String script =
                "var e = document.querySelector(arguments[0]); return e ? e.textContent : '';";
        await("text of " + selector)
                .atMost(Program.LIMIT)
                .until(() -> run(script, selector), text::equals);
    }

    /** What the first element of a CSS selector shows. */
    String text(String selector) {
        return run("return document.querySelector(arguments[0]).textContent;", selector);
    }

    void fill(String selector, String text) {
        run("document.querySelector(arguments[0]).value = arguments[1];", selector, text);
    }

    /** Fills a field, and leaves it. */
    void change(String selector, String text) {
        fill(selector, text);
        run("document.querySelector(arguments[0]).dispatchEvent(new Event('change'));", selector);
    }

    void click(String selector) {
        run("document.querySelector(arguments[0]).click();", selector);
    }

    @Override
    public void close() {
        try {
            send(HttpRequest.newBuilder(URI.create(session)).DELETE());
        } finally {
            driver.close();
        }
    }

    /** Runs a whole script in the page, as if the page had loaded it. */
    void load(String source) {
        run("(0, eval)(arguments[0]);", source);
    }

    /** Runs the body of a function in the page, and gives back the text that it returns. */
    String run(String script, String... arguments) {
        String body =
                json(
                        to -> {
                            to.writeStringField("script", script);
                            to.writeArrayFieldStart("args");
                            for (String argument : arguments) {
                                to.writeString(argument);
                            }
                            to.writeEndArray();
                        });
        return post(session + "/execute/sync", body).orElse("");
    }

    private static String capabilities(Path profile) {
        return json(
                to -> {
                    to.writeObjectFieldStart("capabilities");
                    to.writeObjectFieldStart("alwaysMatch");
                    to.writeObjectFieldStart("goog:chromeOptions");
                    to.writeArrayFieldStart("args");
                    for (String flag : FLAGS) {
                        to.writeString(flag);
                    }
                    to.writeString("--user-data-dir=" + profile.toAbsolutePath());
                    to.writeEndArray();
                    to.writeEndObject();
                    to.writeEndObject();
                    to.writeEndObject();
                });
    }

    private static String object(String name, String value) {
        return json(to -> to.writeStringField(name, value));
    }

    /** Posts, and gives back the answer's session id or text value, whichever it has. */
    private Optional<String> post(String address, String body) {
        return value(
                send(
                        HttpRequest.newBuilder(URI.create(address))
                                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    private String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(
                            request.timeout(Program.LIMIT).build(),
                            HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(driver.told("says " + response.body()));
            }
            return response.body();
        } catch (IOException gone) {
            throw new AssertionError(driver.told("does not answer"), gone);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while the browser worked", stopped);
        }
    }

    private static Optional<String> value(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String name = parser.currentName();
                boolean wanted = "sessionId".equals(name) || "value".equals(name);
                if (token == JsonToken.VALUE_STRING && wanted) {
                    return Optional.of(parser.getText());
                }
            }
            return Optional.empty();
        } catch (IOException broken) {
            throw new AssertionError("no JSON: " + json, broken);
        }
    }

    /** Writes the fields of one JSON object. */
    private interface Fields {
        void write(JsonGenerator to) throws IOException;
    }

    private static String json(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            fields.write(to);
            to.writeEndObject();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return text.toString();
    }
}
