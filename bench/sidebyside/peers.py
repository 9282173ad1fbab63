"""The brokers: how each is found, configured at its best, and started."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from .processes import (Failed, family, first_line, free_port, is_listening, kill,
                        resident_bytes, signal_family, stop)

HOME = pathlib.Path(__file__).resolve().parent.parent.parent
START_SECONDS = 90


def say(text):
    print(f"compare: {text}", file=sys.stderr, flush=True)


class Peer:
    """One broker with its own folder and ports. One subclass each."""

    name = ""
    login = ""
    keeps_all = False  # whether it is to keep more than a short past

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.stomp_port = free_port()
        self.web_port = free_port()
        self.process = None
        self.is_warm = False

    @classmethod
    def find(cls):
        """Installs it or says why it cannot take part."""

    @classmethod
    def version(cls):
        raise NotImplementedError

    @classmethod
    def promise(cls):
        """What an acknowledgement of QoS 1 means there."""
        return "not durable"

    def command(self):
        """The command line that runs it in the foreground, with self.folder."""
        raise NotImplementedError

    def environment(self):
        return {}

    def prepare(self):
        """What must be done once before it can be started."""

    def address(self, protocol):
        if protocol == "stomp":
            return f"stomp://127.0.0.1:{self.stomp_port}"
        if protocol == "ws":
            return f"ws://127.0.0.1:{self.web_port}/mqtt"
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self, prefix):
        """Starts it and returns how many seconds passed until its port was open."""
        self.folder.mkdir(parents=True)
        self.prepare()
        with open(self.folder / "output", "wb") as output:
            begun = time.monotonic()
            self.process = subprocess.Popen(
                prefix + self.command(), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **self.environment()})
        while time.monotonic() - begun < START_SECONDS and self.process.poll() is None:
            if is_listening(self.port):
                return time.monotonic() - begun
            time.sleep(0.01)
        tail = (self.folder / "output").read_text(errors="replace")[-1500:]
        self.stop()
        raise Failed(f"{self.name} did not start; it said:\n{tail}")

    def pid(self):
        """The process that does the work: the one of its family with the most memory."""
        return max(family(self.process.pid), key=resident_bytes)

    def hold_still(self):
        """Takes it off the processors while another is measured."""
        signal_family(self.process.pid, signal.SIGSTOP)

    def go_on(self):
        signal_family(self.process.pid, signal.SIGCONT)

    def stop(self):
        """Lets it end in peace."""
        if self.process is not None:
            stop(self.process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self):
        """Ends it at once: nobody wants what it would still write down."""
        if self.process is not None:
            kill(self.process)
        self.stop()


class Sluice(Peer):
    name = "Sluice"

    @classmethod
    def find(cls):
        """Builds it, and runs it once: at its first end it keeps its classes for the next start."""
        if not cls.version():
            raise Failed("bin/sluice does not run")
        once = cls(pathlib.Path(tempfile.mkdtemp(prefix="sluice-compare-")) / "once")
        once.start([])
        once.stop()
        once.folder.parent.rmdir()

    @classmethod
    def version(cls):
        return first_line([str(HOME / "bin/sluice"), "--version"]).replace("sluice ", "")

    @classmethod
    def promise(cls):
        return "after fsync"

    def command(self):
        settings = {
            "data-dir": self.folder / "data",
            "listeners.mqtt.bind": f"127.0.0.1:{self.port}",
            "listeners.stomp.bind": f"127.0.0.1:{self.stomp_port}",
            "listeners.web.bind": f"127.0.0.1:{self.web_port}",
            "listeners.admin.bind": "127.0.0.1:0",
            # short, so that what is measured lies in segments that were used before
            "log.retain-bytes-max": "16 GiB" if self.keeps_all else "2 GiB",
        }
        command = [str(HOME / "bin/sluice"), "run"]
        for key, value in settings.items():
            command += ["--set", f"{key}={value}"]
        return command


class SluiceOnNewest(Sluice):
    """The same on the newest JDK of the machine, if that is another than the usual one."""

    name = "Sluice, newest JDK"
    home = None

    @classmethod
    def find(cls):
        homes = [path.parent.parent for path in pathlib.Path("/usr/lib/jvm").glob("*/bin/javac")]
        cls.home = max(homes, key=cls.release, default=None)
        if cls.home is None or cls.release(cls.home) <= 17:
            raise Failed("there is no newer JDK in /usr/lib/jvm")
        super().find()

    @staticmethod
    def release(home):
        said = first_line([str(home / "bin/javac"), "-version"])
        return int(said.split()[-1].split(".")[0])

    @classmethod
    def version(cls):
        return f"{super().version().split()[0]} (Java {cls.release(cls.home)})"

    def environment(self):
        return {"JAVA_HOME": str(self.home)}


class Mosquitto(Peer):
    name = "Mosquitto"
    binary = "/usr/sbin/mosquitto"

    @classmethod
    def find(cls):
        if not os.path.exists(cls.binary):
            install("mosquitto")

    @classmethod
    def version(cls):
        # -h prints the version, and exits with 1
        return first_line([cls.binary, "-h"]).replace("mosquitto version", "").strip()

    def command(self):
        # Its best: no Nagle, no limit at which it would drop, nothing written to disk.
        (self.folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\n"
            "allow_anonymous true\n"
            "set_tcp_nodelay true\n"
            "max_queued_messages 0\n"
            "max_inflight_messages 0\n"
            "persistence false\n")
        return [self.binary, "-c", "mosquitto.conf"]


class MosquittoAgain(Mosquitto):
    """The same broker as its own peer: what the comparison says of two equals is its error."""

    name = "Mosquitto again"


class RabbitMq(Peer):
    name = "RabbitMQ"
    script = "/usr/lib/rabbitmq/bin/rabbitmq-server"
    login = "-u guest -P guest"

    @classmethod
    def find(cls):
        if not os.path.exists(cls.script):
            install("rabbitmq-server")

    @classmethod
    def version(cls):
        found = [path.name for path in pathlib.Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")]
        return found[0].replace("rabbitmq_server-", "") if found else ""

    def prepare(self):
        self.epmd_port = free_port()
        (self.folder / "rabbitmq.conf").write_text(
            "listeners.tcp = none\n"
            f"mqtt.listeners.tcp.default = 127.0.0.1:{self.port}\n"
            "mqtt.allow_anonymous = true\n"
            f"stomp.listeners.tcp.1 = 127.0.0.1:{self.stomp_port}\n"
            "loopback_users = none\n")
        (self.folder / "plugins").write_text("[rabbitmq_mqtt,rabbitmq_stomp].\n")

    def environment(self):
        return {
            "HOME": str(self.folder),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_NODENAME": "compare@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def command(self):
        return [self.script]

    def stop(self):
        super().stop()
        epmd = shutil.which("epmd")
        if epmd and self.process is not None:  # its name server, on the port that is ours alone
            subprocess.run([epmd, "-port", str(self.epmd_port), "-kill"], check=False,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Artemis(Peer):
    name = "Artemis"
    release = "2.40.0"
    home = HOME / "target/peers" / f"apache-artemis-{release}"

    @classmethod
    def find(cls):
        if not cls.home.exists():
            cls.home.parent.mkdir(parents=True, exist_ok=True)
            say(f"fetching Artemis {cls.release} from Maven Central, once")
            maven("dependency:copy", "-Dmdep.useBaseVersion=true",
                  f"-Dartifact=org.apache.activemq:apache-artemis:{cls.release}:tar.gz:bin",
                  f"-DoutputDirectory={cls.home.parent}")
            subprocess.run(["tar", "-xzf", f"apache-artemis-{cls.release}-bin.tar.gz"],
                           cwd=cls.home.parent, check=True)

    @classmethod
    def version(cls):
        return cls.release

    @classmethod
    def promise(cls):
        return "after fsync where the session is kept"

    def prepare(self):
        self.stomp_port = self.port
        made = subprocess.run(
            [self.home / "bin/artemis", "create", self.folder / "broker", "--silent",
             "--user", "a", "--password", "a", "--allow-anonymous", "--no-web",
             "--no-amqp-acceptor", "--no-hornetq-acceptor", "--no-mqtt-acceptor",
             "--no-stomp-acceptor", "--default-port", str(self.port)],
            capture_output=True, text=True, check=False)
        if made.returncode:
            raise Failed(f"{self.name} could not be set up: {made.stdout[-500:]}{made.stderr[-500:]}")
        settings = self.folder / "broker/etc/broker.xml"
        text = settings.read_text()
        text = text.replace(f"tcp://0.0.0.0:{self.port}?",
                            f"tcp://127.0.0.1:{self.port}?anycastPrefix=/queue/;multicastPrefix=/topic/;")
        settings.write_text(text)

    def command(self):
        return [str(self.folder / "broker/bin/artemis"), "run"]


class Embedded(Peer):
    """A Java broker that is a library: a small main class of ours runs it."""

    artifact = ""
    main = ""

    @classmethod
    def folder_of_jars(cls):
        return HOME / "target/peers" / cls.artifact.replace(":", "-")

    @classmethod
    def find(cls):
        folder = cls.folder_of_jars()
        if not folder.exists():
            say(f"fetching {cls.name} from Maven Central, once")
            group, name, version = cls.artifact.split(":")
            folder.mkdir(parents=True)
            (folder / "pom.xml").write_text(
                '<project xmlns="http://maven.apache.org/POM/4.0.0">'
                "<modelVersion>4.0.0</modelVersion><groupId>peers</groupId>"
                f"<artifactId>peer</artifactId><version>1</version><dependencies><dependency>"
                f"<groupId>{group}</groupId><artifactId>{name}</artifactId>"
                f"<version>{version}</version></dependency></dependencies></project>")
            try:
                maven("-f", str(folder / "pom.xml"), "dependency:copy-dependencies",
                      "-DincludeScope=runtime", f"-DoutputDirectory={folder}")
            except Failed:
                shutil.rmtree(folder)
                raise

    @classmethod
    def version(cls):
        return cls.artifact.rsplit(":", 1)[1]

    def command(self):
        return ["java", "-cp", f"{self.folder_of_jars()}/*", str(HOME / "bench/peers" / self.main),
                str(self.port), str(self.folder)]


class HiveMq(Embedded):
    name = "HiveMQ CE"
    artifact = "com.hivemq:hivemq-community-edition-embedded:2025.5"
    main = "HiveMq.java"

    @classmethod
    def promise(cls):
        return "written, not synced"


class Moquette(Embedded):
    name = "Moquette"
    artifact = "io.moquette:moquette-broker:0.17"
    main = "Moquette.java"


PEERS = {
    "sluice": Sluice,
    "sluice-newest": SluiceOnNewest,
    "mosquitto": Mosquitto,
    "mosquitto-again": MosquittoAgain,
    "rabbitmq": RabbitMq,
    "artemis": Artemis,
    "hivemq": HiveMq,
    "moquette": Moquette,
}


def maven(*arguments):
    said = subprocess.run([str(HOME / "mvnw"), "-B", "-q", "-ntp", *arguments], cwd=HOME,
                          capture_output=True, text=True, check=False)
    if said.returncode:
        raise Failed(f"Maven could not fetch it: {said.stdout.strip()[-300:]}")


def install(package):
    say(f"installing {package} (apt-get)")
    become = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = [*become, "apt-get", "install", "-y", "--no-install-recommends", package]
    if not shutil.which("apt-get") or subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        raise Failed(f"{package} is missing; install it: sudo apt-get install {package}")
