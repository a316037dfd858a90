import "../helpers/no-stack-traces";
import { TerraformVariable } from "cdktf";
import { CanarySandbox } from "../helpers/canary-sandbox";
import { titleOf } from "../helpers/catalog";
import { CRAFTED } from "../helpers/crafted";
import { asGiven, expectNoneToRun, scriptsWith, withCrafted, withScripts } from "./crafted-stack";

/*
 * Whatever a text is, it is text to a script: each text that a construct takes is crafted, as a literal and as a value
 * that only Terraform knows, and every script of the construct is run. What is crafted would touch a canary.
 */
let sandbox: CanarySandbox;
beforeAll(() => (sandbox = new CanarySandbox()));
afterAll(() => sandbox.remove());

// A machine that does other things beside takes its time for hundreds of processes.
jest.setTimeout(180_000);

const PLAIN = "plain";
const VALUES = ["that ends quotes", "that ends lines and documents", "that ends settings", "that is an option"].map(
  (name) => CRAFTED[name] ?? "",
);
const VARIANTS = withScripts();
const TITLES = [...new Set(VARIANTS.map(({ entry }) => titleOf(entry)))];

it("finds the scripts of what is known to have some", () => {
  expect(TITLES).toEqual(
    expect.arrayContaining([
      ...["DevServer", "ServerCluster", "Ec2Servers", "ServiceMesh"].flatMap((name) => [`${name} 0.10`, `${name} 0.6`]),
      ...["Ec2Capacity", "MeshTask 0.6", "GatewayTask 0.6"],
    ]),
  );
});

describe.each(TITLES)("%s", (title) => {
  const variants = VARIANTS.filter(({ entry }) => titleOf(entry) === title);

  it("has scripts that come to their end here, so that all of each is tried", () => {
    for (const { entry, props } of variants) {
      for (const script of scriptsWith(asGiven(entry, props).json, PLAIN)) {
        // A check answers by how it ends.
        if (script.where.endsWith("healthCheck")) continue;
        expect({ where: script.where, ended: sandbox.run(script).ended }).toEqual({ where: script.where, ended: true });
      }
    }
  });

  it("runs no value that only Terraform knows", () => {
    for (const { entry, props } of variants) {
      const { json } = withCrafted(entry, props, (stack, index) => {
        const { stringValue } = new TerraformVariable(stack, `v${index}`, { type: "string" });
        return index % 2 === 0 ? stringValue : `a$${stringValue}\\`;
      });
      const plain = scriptsWith(json, PLAIN);
      for (const value of VALUES) expectNoneToRun(sandbox, plain, scriptsWith(json, value));
    }
  });

  it("refuses a literal, or does not run it", () => {
    for (const { entry, props } of variants) {
      const plain = scriptsWith(asGiven(entry, props).json, PLAIN);
      for (const value of VALUES) {
        expectNoneToRun(sandbox, plain, scriptsWith(withCrafted(entry, props, () => value).json, PLAIN));
      }
    }
  });
});
