import { createServer, type AddressInfo } from "node:net";
import { MissingRequirement } from "../../emulator";
import type { Containers } from "./containers";
import type { Network } from "./network";

/**
 * Tries whether containers reach this process: a firewall of the machine may stand between them, and what waits for an
 * answer of AWS then waits without a word.
 *
 * @throws MissingRequirement when they do not
 */
export async function checkWayBack(containers: Containers, network: Network, image: string): Promise<void> {
  const server = createServer((socket) => socket.on("error", () => socket.destroy()).end(ANSWER));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, network.bindAddress, resolve);
  });
  try {
    const { port } = server.address() as AddressInfo;
    const { output } = await containers.run({
      Image: image,
      Entrypoint: ["sh", "-c"],
      Cmd: [`timeout 5 nc ${network.host} ${port} < /dev/null`],
      HostConfig: { NetworkMode: network.name, ExtraHosts: [...network.extraHosts] },
    });
    if (!output.includes(ANSWER)) throw new MissingRequirement(blocked(network, output));
  } finally {
    server.close();
  }
}

function blocked({ name, bindAddress, gateway }: Network, output: string): string {
  const cure =
    bindAddress === gateway
      ? `let the network's bridge in (with ufw: \`sudo ufw allow in from any to ${gateway}\`)`
      : "restart the engine, or give it the name host.docker.internal";
  return `Containers of the network ${name} do not reach this machine, which a firewall may keep: ${cure}. ${output.trim()}`.trim();
}

const ANSWER = "here";
