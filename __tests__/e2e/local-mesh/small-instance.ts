import type { Engine } from "../../../tools/local-mesh/engine";

/** What stands for systemd: it runs until the machine is to end, and says that it has booted. */
const FILES: Readonly<Record<string, string>> = {
  "/sbin/init": "trap 'exit 0' 37\nwhile :; do sleep 1 & wait $!; done",
  "/usr/bin/systemctl": "echo running",
  "/usr/bin/journalctl": "exec tail -f /dev/null",
};

/** The smallest image that instances can have: busybox, with what is asked of systemd. @returns its name */
export async function makeSmallInstanceImage(engine: Engine): Promise<string> {
  const commands = Object.entries(FILES).map(
    ([path, script]) =>
      `mkdir -p ${path.replace(/\/\w+$/, "")} && printf '%s\\n' '#!/bin/sh' "$(cat <<'END'\n${script}\nEND\n)" > ${path} && chmod 755 ${path}`,
  );
  const id = await engine.containers.create({
    Image: engine.holderImage,
    Entrypoint: ["sh", "-c"],
    Cmd: [`set -e\nmkdir -p /var/log\n${commands.join("\n")}`],
    HostConfig: { NetworkMode: "none" },
  });
  await engine.containers.start(id);
  if ((await engine.containers.wait(id)) !== 0) throw new Error("The image cannot be made.");
  const repo = "local-mesh-small-instance";
  const tag = `${process.pid}`;
  await engine.docker.getContainer(id).commit({ repo, tag });
  await engine.containers.remove(id);
  return `${repo}:${tag}`;
}

/** Asks the metadata service as a program would, and writes down what it says. */
export const SMALL_USER_DATA = `#!/bin/sh
echo "user data runs"
token=$( (printf 'PUT /latest/api/token HTTP/1.0\\r\\nX-aws-ec2-metadata-token-ttl-seconds: 60\\r\\n\\r\\n'; sleep 1) |
  nc 169.254.169.254 80 | tail -n 1)
for key in instance-id local-ipv4 iam/security-credentials/; do
  wget -q -O - --header "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$key"
  echo
done > /facts.new
mv /facts.new /facts
`;
