package io.sluice.gateway.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every example of {@code docs/admin-api.md} is true: in the order in which they stand there, each
 * question gets the status and the fields that the page shows. A device is connected meanwhile.
 */
final class AdminApiDocTest {
    private static final Path PAGE = Path.of("..", "docs", "admin-api.md");
    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "```http\\n(\\S+) /api/v1/(\\S*)\\n(.*?)```\\n+```json (\\d+)\\n(.*?)```",
                    Pattern.DOTALL);
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    @RegisterExtension static final GatewayExtension gateway = new GatewayExtension();

    @Test
    void examplesAreAnsweredAsThePageShows() throws IOException {
        AdminApi api = new AdminApi(gateway);
        MosquittoClient device = new MosquittoClient(gateway.mqtt(), "mqttv5");
        int count = 0;
        Listening listening =
                device.sub("plant/#", "-q", "1", "-i", "sensor-7", "-c", "-x", "3600");
        try {
            String offset = "0";
            Matcher examples = EXAMPLE.matcher(Files.readString(PAGE, UTF_8));
            while (examples.find()) {
                MatchResult example = examples.toMatchResult();
                String path = example.group(2).replace("{offset}", offset);
                HttpResponse<String> answer =
                        api.ask(example.group(1), path, example.group(3).strip());

                assertThat(answer.statusCode())
                        .as(path + ": " + answer.body())
                        .isEqualTo(Integer.parseInt(example.group(4)));
                assertThat(AdminApi.shape(answer.body()))
                        .as(path + ": " + answer.body())
                        .isEqualTo(AdminApi.shape(example.group(5)));
                Matcher told = OFFSET.matcher(answer.body());
                offset = path.equals("publish") && told.find() ? told.group(1) : offset;
                count++;
            }
        } finally {
            listening.close();
        }

        assertThat(count).isGreaterThan(25);
    }
}
