import { z } from "zod";
import { RELEASES } from "../../modules/consul";
import { backendSchema } from "./backend";
import { faultsBetweenKeys } from "./between-keys";
import { logsSchema } from "./logs";
import { says } from "./messages";
import { networkSchema } from "./network";
import { secondDatacenterSchema, type SecondDatacenter } from "./second-datacenter";
import { serversSchema, type Hosting, type ServersOf } from "./servers";
import { tagsSchema } from "./tags";
import { tasksSchema } from "./tasks";
import { flag, oneOf, region, text } from "./values";

/** What is deployed, and where: plain data. What a single run must be told is a Terraform variable of the stack. */
export const environmentSchema = z
  .strictObject({
    /**
     * Prefix of all names. Refused: the name of another environment of the account, whatever its region, because names
     * in IAM are those of the whole account.
     */
    name: text(
      /^[a-z]([a-z0-9-]{0,11}[a-z0-9])?$/,
      "must be 1 to 13 lower case letters, digits and hyphens, the first a letter, the last no hyphen",
      "The name of a load balancer begins with it, and AWS allows 32 characters there.",
    ).regex(/^(?!sg-|internal-)/, {
      error: says("must not begin with 'sg-' or 'internal-'", "AWS keeps both for itself."),
    }),
    /** AWS region, such as "eu-central-1". */
    region: region(),
    /** The AWS account: a run with credentials of another one is refused. @default whichever the credentials are of */
    accountId: text(
      /^\d{12}$/,
      "must be the 12 digits of an AWS account, as a text",
      "Write it as '123456789012', zeros at its beginning included.",
    ).optional(),
    /** Tags of everything that has tags. @default none */
    tags: tagsSchema,
    /** Release line of Consul on ECS. */
    release: oneOf(RELEASES, "Take '0.10', unless tasks of line 0.6 run already."),
    servers: serversSchema,
    /** A second datacenter, which mesh gateways join to the first. For the hosting "fargate". @default none */
    secondDatacenter: secondDatacenterSchema.optional(),
    /** @default Fargate */
    tasks: tasksSchema,
    /** @default one that is made, 10.0.0.0/16 */
    network: networkSchema("10.0.0.0/16"),
    /** The application that runs in the mesh: the name of a file in `applications/`. @default "none" */
    application: text(
      /^[a-z][a-z0-9-]*$/,
      "must be the name of a file in applications/, without its ending",
      "Say 'none' for a mesh without an application.",
    ).default("none"),
    /**
     * How Consul gets the intentions and other configuration entries of the mesh: delivered from inside the mesh, which
     * goes on reconciling them; from its servers' first start; from the files that `npm run config-entries` writes, by
     * hand; or by Terraform's Consul provider. @default "deliver"
     */
    configEntries: oneOf(
      ["deliver", "bootstrap", "files", "terraform"],
      "Leave it out to have them delivered from inside the mesh.",
    ).default("deliver"),
    /**
     * Rolls the tasks, without being asked and in the steps of `roll_command`, when the servers have lost their data and
     * with it their CA. Otherwise the log names the command that does it. @default false
     */
    rollAfterLoss: flag().default(false),
    /** How long logs are kept, and with which key. @default a year, with AWS's own key */
    logs: logsSchema,
    /** Lets operators into the tasks, by `aws ecs execute-command`: the servers' and those of the mesh. @default false */
    executeCommand: flag().default(false),
    /** Metrics of each task in CloudWatch (Container Insights), which are charged for. @default false */
    containerInsights: flag().default(false),
    backend: backendSchema,
  })
  .superRefine(
    (environment, context) => {
      for (const { path, words } of faultsBetweenKeys(environment))
        context.issues.push({ code: "custom", path: [...path], message: words, input: environment });
    },
    // Also when single keys are wrong: whoever corrects them is told everything at once.
    { when: () => true },
  );

/** An environment as it is written. */
export type EnvironmentData = z.input<typeof environmentSchema>;

/** An environment with its defaults, and the name of its file, which is the name of its stack. */
export type Environment = z.output<typeof environmentSchema> & { readonly stack: string };

/** An environment whose servers have this hosting. */
export type EnvironmentOf<H extends Hosting> = Environment & { readonly servers: ServersOf<H> };

/** Whether an environment has two datacenters. The schema lets only servers on Fargate have them. */
export function hasSecondDatacenter(environment: EnvironmentOf<"fargate">): environment is TwoDatacenters {
  return environment.secondDatacenter !== undefined;
}

/** An environment of two datacenters. */
export type TwoDatacenters = EnvironmentOf<"fargate"> & { readonly secondDatacenter: SecondDatacenter };
