import { APPLICATIONS } from "../../applications";
import type { EnvironmentData } from "../../environments";
import type { Release } from "../../modules/consul";
import { after, before } from "../helpers/changing-application";
import { deliveredEntries, drift } from "./environments/checks";
import { Deployment } from "./fargate/deployment";

const LINES = [
  ["0.10", "consul-ecs-controller"],
  ["0.6", "consul-acl-controller"],
] as const;

const data = (release: Release): EnvironmentData => ({
  name: "second-day",
  region: "us-east-1",
  release,
  servers: { hosting: "fargate" },
  application: "example",
  backend: { type: "local" },
});

/** An environment whose application changes after it is there: a service is new, with two connections, another is gone. */
describe("the second apply of an environment", () => {
  const deployments = new Map<Release, Deployment>();
  const of = (release: Release) => deployments.get(release)!;

  beforeAll(async () => {
    // Together, because most of it is waiting for load balancers.
    const application = jest.spyOn(APPLICATIONS, "example").mockImplementation(before);
    await Promise.all(
      LINES.map(async ([release]) =>
        deployments.set(release, await Deployment.apply(`line-${release}`, data(release))),
      ),
    );
    application.mockImplementation(after);
  }, 900_000);

  afterAll(() => Promise.all([...deployments.values()].map((deployment) => deployment.stop())));

  describe.each(LINES)("on line %s", (release, controller) => {
    test("touches the delivery, who calls the new service, what is new and what is gone: no server", async () => {
      of(release).synthesize(data(release));
      const changes = drift(await of(release).terraform.plan()).map((change) =>
        change.replace(/_[0-9A-F]{8} /, " ").replace(/:.*/, ""),
      );
      const isNewOrGone = (change: string) => /_(orders|audit)_/.test(change);
      expect(changes.filter((change) => !isNewOrGone(change)).sort()).toEqual([
        "aws_ecs_service.dc1_mesh_controller_service (update)",
        "aws_ecs_service.dc1_mesh_web_service (update)",
        // A definition that is replaced is a new revision of it.
        "aws_ecs_task_definition.dc1_mesh_controller_task (delete,create)",
        "aws_ecs_task_definition.dc1_mesh_web_task (delete,create)",
      ]);
      const others = changes.filter(isNewOrGone);
      expect(others).toEqual(
        expect.arrayContaining([
          "aws_ecs_service.dc1_mesh_orders_service (create)",
          "aws_ecs_service.dc1_mesh_audit_service (delete)",
        ]),
      );
      expect(others.filter((change) => !/_orders_.* \(create\)$|_audit_.* \(delete\)$/.test(change))).toEqual([]);
    }, 300_000);

    test("has the new entries delivered, and those of the service that is gone are no longer among them", async () => {
      await of(release).terraform.apply();
      const tasks = await of(release).aws.taskDefinitions();
      const [task] = tasks.filter(({ family }) => family === `second-day-${controller}`).slice(-1);
      expect(deliveredEntries(task ?? {})).toEqual([
        "service-defaults api",
        "service-defaults orders",
        "service-defaults web",
        "service-router api",
        "service-router orders",
        "service-router web",
        "service-intentions *",
        "service-intentions api",
        "service-intentions orders",
      ]);
      expect(drift(await of(release).terraform.plan())).toEqual([]);
    }, 600_000);

    test("and destroy leaves nothing", async () => {
      await of(release).destroy();
      expect(await of(release).terraform.stateList()).toEqual([]);
      expect(await of(release).contents()).toEqual({});
    }, 600_000);
  });
});
