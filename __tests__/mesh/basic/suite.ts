import type { Release } from "../../../modules";
import type { RunningTask } from "../../../tools/local-mesh";
import type { AclToken, Consul } from "../helpers/consul";
import { eventually } from "../helpers/eventually";
import { Ground, type FakeAnswer } from "../helpers/ground";
import { inMesh } from "../helpers/mesh-run";
import {
  Installation,
  installationNames,
  LISTENER_PORT,
  MONITORED,
  ROLE_PATH,
  SHUTDOWN_DELAY,
  TEST_TAG,
  UPSTREAM,
} from "./installation";

/** What differs between the lines. */
export interface BasicLine {
  readonly release: Release;
  readonly controller: string;
  readonly proxy: string;
  /** What the client's containers must have logged besides. @default nothing */
  readonly logged?: Readonly<Record<string, string>>;
  /** How one sees that the tokens of a task that stopped were given back. */
  tokensGivenBack(log: (container: string) => string[], controllerLog: string[]): void;
}

/** The basic acceptance tests of a release line, insecure, and with TLS and ACLs. */
export function basicSuite(line: BasicLine): void {
  const run = inMesh(`basic-${line.release.replace(".", "")}`, (started) =>
    started.deploy((stack, authority) => {
      for (const secure of [false, true]) {
        const ground = new Ground(stack, `ground-${installationNames(secure).name}`, authority);
        new Installation(stack, ground, { release: line.release, secure });
      }
    }),
  );

  describe.each([
    ["insecure", false],
    ["with TLS and ACLs", true],
  ])("an installation %s", (_title, secure) => {
    const names = installationNames(secure);
    const controllerFamily = `${names.name}-${line.controller}`;
    let consul: Consul;

    beforeAll(async () => {
      consul = await run().consul(names.serverFamily, names.tokenSecret);
    });

    const call = async (url: string): Promise<{ exitCode: number; answer?: FakeAnswer; output: string }> => {
      const { exitCode, output } = await run().shell(names.clientFamily, "app", `curl -s -m 10 ${url}`);
      const answer = exitCode === 0 ? (JSON.parse(output) as FakeAnswer) : undefined;
      return { exitCode, answer, output };
    };

    if (secure) {
      test("has one controller, whose log says once that the anonymous token is configured", async () => {
        await eventually(
          () =>
            expect(
              run().logs.with(controllerFamily, line.controller, "Successfully configured the anonymous token"),
            ).toHaveLength(1),
          60,
        );
        expect(run().tasks(controllerFamily)).toHaveLength(1);
      });
    }

    test("has both services in the catalog: the client's family in lower case, the server by its own name", async () => {
      await eventually(
        async () => expect(await consul.services()).toEqual(expect.arrayContaining([names.client, names.server])),
        90,
      );
    });

    test("has passing checks, and no other", async () => {
      for (const service of [names.client, names.server]) {
        const checks = await eventually(async () => {
          const found = await consul.checks(service);
          expect(found.map(({ Status }) => Status)).toEqual(found.map(() => "passing"));
          expect(found.length).toBeGreaterThan(0);
          return found;
        }, 90);
        // The proxy has a check of its own, beside that which ECS or the client agent makes of the application.
        expect(checks.every(({ ServiceName }) => ServiceName === service)).toBe(true);
      }
    });

    test("has the client's proxy on another port, and its tags and meta data in the catalog", async () => {
      const [proxy] = await consul.service(`${names.client}-sidecar-proxy`);
      expect(proxy).toMatchObject({ ServicePort: LISTENER_PORT });
      expect(await consul.service(names.client)).toMatchObject([
        { ServiceTags: [TEST_TAG.value], ServiceMeta: { [TEST_TAG.key]: TEST_TAG.value } },
      ]);
    });

    test("runs tasks with the tags of their definition, and with roles that were brought", () => {
      expect(run().task(names.clientFamily).view().request.tags).toMatchObject({
        [TEST_TAG.key]: TEST_TAG.value,
        "consul.hashicorp.com/mesh": "true",
      });
      const { definition } = run().task(names.serverTaskFamily).view().request;
      expect(definition.taskRoleArn).toContain(`:role${ROLE_PATH}${names.serverTaskFamily}-task`);
      expect(definition.executionRoleArn).toContain(`:role${ROLE_PATH}${names.serverTaskFamily}-execution`);
    });

    if (secure) {
      test("gives the client no answer from the server before there is an intention", async () => {
        // "Empty reply from server": the proxy has closed the connection.
        await eventually(async () => expect((await call(UPSTREAM)).exitCode).toBe(52), 60);
        const { answer } = await call("http://localhost:9090");
        expect(answer).toMatchObject({ code: 500, upstream_calls: { [UPSTREAM]: { code: -1 } } });
        await consul.allow(names.client, names.server);
      });
    }

    test("lets the client call the server by its local address", async () => {
      const { answer } = await eventually(async () => {
        const called = await call("http://localhost:9090");
        expect(called.answer?.code).toBe(200);
        return called;
      }, 60);
      expect(answer).toMatchObject({
        name: names.client,
        upstream_calls: { [UPSTREAM]: { name: names.server, code: 200, body: "Hello World" } },
      });
      expect((await call(UPSTREAM)).answer).toMatchObject({ name: names.server, code: 200 });
    });

    describe("when the client's task is stopped", () => {
      let stopped: RunningTask;
      let instance: string;
      let tokens: AclToken[];
      const log = (container: string) => run().logs.of(stopped.view().request.arn, container);
      const texts = (container: string) => log(container).map(({ text }) => text);

      beforeAll(async () => {
        stopped = run().task(names.clientFamily);
        instance = (await consul.service(names.client))[0]?.ServiceID ?? "";
        tokens = secure ? (await consul.tokens()).filter((token) => isOf(token, names.client)) : [];
        await run().stopTask(stopped);
        await eventually(() => expect(stopped.view().status).toBe("STOPPED"), 90);
      }, 120_000);

      test("the application says once that it was told to stop, and waits before it ends", () => {
        const said = texts("app").filter((text) =>
          text.includes(`consul-ecs: received sigterm. waiting ${SHUTDOWN_DELAY}s before terminating application.`),
        );
        expect(said).toHaveLength(1);
      });

      test("the proxy says that it waits for the application", () => {
        const said = texts(line.proxy).filter((text) =>
          text.includes("consul-ecs: waiting for application container(s) to stop"),
        );
        expect(said.length).toBeGreaterThanOrEqual(1);
      });

      if (line.logged) {
        test.each(Object.entries(line.logged))("the %s has logged %s, as it was configured to", (container, text) =>
          expect(texts(container).filter((each) => each.includes(text))).not.toEqual([]),
        );
      }

      test.each(Object.keys(MONITORED))("7 good calls or more in over 8 seconds still reach the %s", (what) => {
        expect(texts("shutdown-monitor")).toContain("told to stop");
        const good = log("shutdown-monitor").filter(({ text }) => text === `${what} 200`);
        expect(good.length).toBeGreaterThanOrEqual(7);
        const [first, last] = [good[0], good.at(-1)].map((line) => line?.at.getTime() ?? NaN);
        expect(((last ?? NaN) - (first ?? NaN)) / 1000).toBeGreaterThanOrEqual(8);
      });

      test("its instance leaves the catalog, and a new one takes its place", async () => {
        await eventually(async () => {
          const instances = (await consul.service(names.client)).map(({ ServiceID }) => ServiceID);
          expect(instances).not.toContain(instance);
          expect(instances).toHaveLength(1);
        }, 90);
      });

      if (secure) {
        test("its tokens are deleted", async () => {
          expect(tokens.length).toBeGreaterThan(0);
          await eventually(async () => {
            const left = (await consul.tokens()).map(({ AccessorID }) => AccessorID);
            expect(tokens.filter(({ AccessorID }) => left.includes(AccessorID))).toEqual([]);
          }, 90);
          line.tokensGivenBack(
            texts,
            run()
              .logs.of(controllerFamily, line.controller)
              .map(({ text }) => text),
          );
        });
      }
    });
  });
}

/** Whether somebody logged in to Consul as the service. */
function isOf({ ServiceIdentities = [] }: AclToken, service: string): boolean {
  return ServiceIdentities.some(({ ServiceName }) => ServiceName === service);
}
