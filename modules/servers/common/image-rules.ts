import { must, notPattern, pattern, type Check, type Rule } from "../../aws";
import { consulVersion, isAtLeast, releaseLine } from "../../consul";
import type { AnyServerProps } from "./props";

/** The name of an image, with its tag. */
export function imageCheck(): Check {
  return pattern(
    /^[^\s]+$/,
    "must be the name of an image",
    "Give an image with a tag, such as 'hashicorp/consul:1.15.10'.",
  );
}

/** HashiCorp's own images without the tag of Enterprise. What a registry of one's own has nobody knows. */
const COMMUNITY =
  /^((index\.)?docker\.io\/|public\.ecr\.aws\/)?(hashicorp\/|library\/)?consul(:(latest|[0-9v][0-9.]*(-(alpha|beta|rc)[0-9.]*)?))?(@.*)?$/;

/** Which Consul a server is, and what that Consul can do. */
export function versionRules(version: string, props: AnyServerProps): Rule[] {
  const { tls, license, clusterPeering, consulVersion: given } = props;
  const image = props.consulImage ?? releaseLine(props.release).devServer.image;
  const saysVersion = must<string>(
    "must say the version of Consul, because the configuration depends on it",
    "Give an image with a tag such as ':1.15.10', or beside it consulVersion: '1.15.10'.",
    (value) => consulVersion(value) !== undefined && (given === undefined || /^[\w.+-]+$/.test(value)),
  );
  const isNew = (minor: number, what: string) =>
    must<string>(`must be Consul 1.${minor} or newer ${what}`, "Use a newer image.", (value) =>
      isAtLeast(value, 1, minor),
    );
  const said = saysVersion(given === undefined ? "consulImage" : "consulVersion", version);
  const isEnterpriseWith = license === undefined ? [] : isEnterprise()("consulImage", image);
  if (said.some(({ holds }) => holds === false)) return [...said, ...isEnterpriseWith];
  return [
    ...said,
    ...(tls === undefined
      ? []
      : isNew(12, "with TLS, because its configuration is in the `tls` stanza")("consulImage", version)),
    ...(clusterPeering === true ? isNew(13, "for cluster peering")("consulImage", version) : []),
    ...isEnterpriseWith,
  ];
}

function isEnterprise(): Check {
  const rule = "must be an image of Consul Enterprise with license: Community Edition reads none";
  return notPattern(COMMUNITY, rule, "Use 'hashicorp/consul-enterprise:<version>-ent', or leave the licence out.");
}
