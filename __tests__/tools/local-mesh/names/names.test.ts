import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { CloudMapNames } from "../../../../tools/local-mesh/names";

/** A client that answers of itself, and what it was asked. */
function fake(answers: Record<string, object>) {
  const asked: string[] = [];
  const client = new ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  client.middlewareStack.add(
    (_, context) => (args) => {
      const question = `${context.commandName} ${JSON.stringify(args.input)}`;
      asked.push(question);
      return Promise.resolve({ output: { ...answers[question], $metadata: {} }, response: {} });
    },
    { step: "initialize", priority: "high" },
  );
  return { names: new CloudMapNames(client), asked };
}

const answers = {
  'GetServiceCommand {"Id":"srv-1"}': { Service: { Name: "server", NamespaceId: "ns-1" } },
  'GetNamespaceCommand {"Id":"ns-1"}': { Namespace: { Name: "consul.local" } },
};
const service = (id: string) => ({
  serviceRegistries: [{ registryArn: `arn:aws:servicediscovery:us-east-1:1:service/${id}` }],
});

test("A service in Cloud Map has its name there, and it is asked for once", async () => {
  const { names, asked } = fake(answers);
  expect(await names.namesOf(service("srv-1"))).toEqual(["server.consul.local"]);
  expect(await names.namesOf(service("srv-1"))).toEqual(["server.consul.local"]);
  expect(asked).toHaveLength(2);
});

test("A service that is not there has none", async () => {
  const { names, asked } = fake(answers);
  expect(await names.namesOf({})).toEqual([]);
  expect(asked).toEqual([]);
});

test("A name that cannot be had is asked for again", async () => {
  const { names, asked } = fake(answers);
  for (let time = 0; time < 2; time++) {
    await expect(names.namesOf(service("srv-2"))).rejects.toThrow("Cloud Map does not tell the name of arn:aws:");
  }
  expect(asked).toHaveLength(4);
});
