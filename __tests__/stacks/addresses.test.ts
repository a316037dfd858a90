import { Testing } from "cdktf";
import { environments } from "../../environments";
import { addStack } from "../../stacks";
import { Template } from "../helpers/template";

/**
 * The addresses of resources, and the names under which AWS knows them, are a contract: whoever changes one replaces
 * what is deployed. A change on purpose needs a `moved` block or a word in the README, and then `npx jest -u` here.
 */
test.each(environments().map((environment) => [environment.stack, environment] as const))(
  "the addresses and names of %s stay what they are",
  (_, environment) => {
    const { resource = {} } = Template.of(addStack(Testing.app(), environment)).json;
    const addresses = Object.entries(resource).flatMap(([type, resources]) =>
      Object.entries(resources).map(([id, { name, family }]) => {
        const known = family ?? name;
        return `${type}.${id}${typeof known === "string" ? ` = ${known}` : ""}`;
      }),
    );
    expect(addresses.sort()).toMatchSnapshot();
  },
);
