package io.sluice.gateway.auth;

import static io.sluice.auth.Access.ALLOWED;
import static io.sluice.auth.Access.DENIED;
import static io.sluice.auth.Access.PARTLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.auth.Access;
import io.sluice.auth.Action;
import io.sluice.auth.Principal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, line by line of an ACL file. */
final class AclTest {
    private static final String RULES =
            """
            # anonymous clients
            topic read public/#

            user alice
            topic sensors/+/temperature
            topic write commands/alice
            topic read house/#
            topic deny house/safe/#
            topic replay house/#
            topic read $SYS/#

            user worker
            topic read jobs/#
            topic deny jobs/secret
            topic write $queue/results
            topic read $queue/all/#

            user root
            topic readwrite #

            pattern write clients/%c/state
            pattern read users/%u/#
            pattern write $SYS/broker/connection/%c/state
            pattern deny clients/%c/secret
            """;

    @TempDir Path directory;
    private AclAuthorizer acl;

    @BeforeEach
    void readTheFile() throws Exception {
        acl = new AclAuthorizer(AclFile.read(written(RULES)));
    }

    @ParameterizedTest
    @CsvSource({
        // without a right: readwrite
        "alice, PUBLISH,   sensors/1/temperature, ALLOWED",
        "alice, SUBSCRIBE, sensors/1/temperature, ALLOWED",
        "alice, SUBSCRIBE, sensors/+/temperature, ALLOWED",
        "alice, SUBSCRIBE, sensors/+/+,           PARTLY",
        "alice, SUBSCRIBE, sensors/#,             PARTLY",
        "alice, SUBSCRIBE, #,                     PARTLY",
        "alice, SUBSCRIBE, sensors/1/humidity,    DENIED",
        "alice, SUBSCRIBE, sensors,               DENIED",
        // one way only
        "alice, PUBLISH,   commands/alice,        ALLOWED",
        "alice, SUBSCRIBE, commands/alice,        DENIED",
        "alice, PUBLISH,   house/door,            DENIED",
        // a denial wins, wherever it stands
        "alice, SUBSCRIBE, house/door,            ALLOWED",
        "alice, SUBSCRIBE, house,                 ALLOWED",
        "alice, SUBSCRIBE, house/safe/code,       DENIED",
        "alice, SUBSCRIBE, house/safe/#,          DENIED",
        "alice, SUBSCRIBE, house/#,               PARTLY",
        "alice, SUBSCRIBE, house/+/door,          PARTLY",
        "alice, SUBSCRIBE, house/hall/#,          ALLOWED",
        // the past is a right of its own
        "alice, REPLAY,    house/door,            ALLOWED",
        "alice, REPLAY,    house/#,               PARTLY",
        "alice, REPLAY,    sensors/1/temperature, DENIED",
        // the broker's own topics
        "alice, SUBSCRIBE, $SYS/broker/uptime,    ALLOWED",
        "alice, SUBSCRIBE, $SYS/#,                ALLOWED",
        "root,  SUBSCRIBE, $SYS/broker/uptime,    DENIED",
        "root,  SUBSCRIBE, $SYS/#,                DENIED",
        "root,  PUBLISH,   $SYS/broker/uptime,    DENIED",
        "root,  SUBSCRIBE, #,                     PARTLY", // clients/c1/secret is denied
        // whether every name may be published to, or each is to be asked for
        "alice, PUBLISH,   #,                     PARTLY",
        "root,  PUBLISH,   #,                     PARTLY",
        "root,  SUBSCRIBE, +/x,                   ALLOWED",
        "root,  REPLAY,    a,                     DENIED",
        // everybody's
        "bob,   SUBSCRIBE, users/bob/inbox,       ALLOWED",
        "bob,   SUBSCRIBE, users/alice/inbox,     DENIED",
        "bob,   PUBLISH,   clients/c1/state,      ALLOWED",
        "bob,   PUBLISH,   clients/c2/state,      DENIED",
        "root,  PUBLISH,   clients/c1/secret,     DENIED",
        "bob,   PUBLISH,   $SYS/broker/connection/c1/state, ALLOWED",
        "bob,   PUBLISH,   $SYS/broker/connection/c2/state, DENIED",
        // a queue has the rights of its name, or rights of its own
        "worker, SUBSCRIBE, $queue/jobs/a,        ALLOWED",
        "worker, SUBSCRIBE, $dlq/jobs/a,          ALLOWED",
        "worker, PUBLISH,   $queue/jobs/a,        DENIED",
        "worker, SUBSCRIBE, $queue/jobs/secret,   DENIED",
        "worker, PUBLISH,   $queue/results,       ALLOWED",
        "worker, PUBLISH,   results,              DENIED",
        "worker, SUBSCRIBE, $queue/all/of/it,     ALLOWED",
        "worker, SUBSCRIBE, all/of/it,            DENIED",
        "root,   PUBLISH,   $queue/jobs/a,        ALLOWED",
        // what stands above the first user is for those without a name
        "bob,   SUBSCRIBE, public/news,           DENIED",
        "'',    SUBSCRIBE, public/news,           ALLOWED",
        "'',    PUBLISH,   public/news,           DENIED",
        "'',    SUBSCRIBE, users//inbox,          DENIED",
    })
    void ruleIsKept(String user, Action action, String topic, Access expected) {
        assertThat(acl.decide(new Principal(user), "c1", action, topic)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"+", "#", "a/b", "$SYS", "''"})
    void clientIdThatWouldWidenAPatternIsGivenNothing(String clientId) throws Exception {
        AclAuthorizer everybody =
                new AclAuthorizer(
                        AclFile.read(
                                written(
                                        """
                                        pattern %c/#
                                        pattern open/#
                                        pattern deny open/%c/shut
                                        """)));
        Principal bob = new Principal("bob");

        assertThat(everybody.decide(bob, clientId, Action.PUBLISH, "a/b")).isEqualTo(DENIED);
        assertThat(everybody.decide(bob, clientId, Action.SUBSCRIBE, "a/b/c")).isEqualTo(DENIED);
        assertThat(everybody.decide(bob, clientId, Action.SUBSCRIBE, "$SYS/x")).isEqualTo(DENIED);
        assertThat(everybody.decide(bob, clientId, Action.SUBSCRIBE, "open/#")).isEqualTo(DENIED);
    }

    @Test
    void withoutAFileAllIsAllowedButWritingToTheBrokersTopics() {
        AclAuthorizer open = new AclAuthorizer(AccessRules.allowingEverything());

        assertThat(open.decide(Principal.ANONYMOUS, "c1", Action.PUBLISH, "a/b"))
                .isEqualTo(ALLOWED);
        assertThat(open.decide(Principal.ANONYMOUS, "c1", Action.SUBSCRIBE, "#"))
                .isEqualTo(ALLOWED);
        assertThat(open.decide(Principal.ANONYMOUS, "c1", Action.REPLAY, "#")).isEqualTo(ALLOWED);
        assertThat(open.decide(Principal.ANONYMOUS, "c1", Action.SUBSCRIBE, "$SYS/#"))
                .isEqualTo(ALLOWED);
        assertThat(open.decide(Principal.ANONYMOUS, "c1", Action.PUBLISH, "$SYS/broker/uptime"))
                .isEqualTo(DENIED);
        assertThat(
                        open.decide(
                                Principal.ANONYMOUS,
                                "c1",
                                Action.PUBLISH,
                                "$SYS/broker/connection/c1/state"))
                .isEqualTo(ALLOWED);
    }

    @Test
    void otherRulesAreAnotherVersion() throws Exception {
        Principal bob = new Principal("bob");
        long before = acl.version();

        acl.replace(AclFile.read(written("user bob\ntopic read a\n")));

        assertThat(acl.version()).isGreaterThan(before);
        assertThat(acl.decide(bob, "c1", Action.SUBSCRIBE, "a")).isEqualTo(ALLOWED);
        assertThat(acl.decide(bob, "c1", Action.SUBSCRIBE, "+")).isEqualTo(PARTLY);
        assertThat(acl.decide(bob, "c1", Action.SUBSCRIBE, "users/bob/x")).isEqualTo(DENIED);
    }

    @ParameterizedTest
    @CsvSource({
        "'user',                'user needs a name'",
        "'topic',               'no topic filter: nothing'",
        "'topic reed a/b',      'not reed'",
        "'topic read a/#/b',    'no topic filter: a/#/b'",
        "'pattern read a+/%c',  'no topic filter: a+/%c'",
        "'topics read a',       'begins with user, topic or pattern, not topics'",
    })
    void lineThatCannotBeUnderstoodIsToldWithItsNumber(String line, String what) throws Exception {
        Path file = written("# one\n\n" + line + "\n");

        assertThatThrownBy(() -> AclFile.read(file))
                .isInstanceOf(FileFaultException.class)
                .hasMessageStartingWith(file + ":3: ")
                .hasMessageContaining(what.replace("a+/%c", "a+/"));
    }

    private Path written(String text) throws Exception {
        return Files.writeString(directory.resolve("acl"), text);
    }
}
