import { flag, text } from "../values";

/** What can be said of the servers wherever they are. */
export const commonServers = {
  /**
   * Name of Consul's datacenter. Refused: upper case, a name that begins with a hyphen, which programs would take for an
   * option. @default "dc1"
   */
  datacenter: text(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    "must be 1 to 64 lower case letters, digits, hyphens and underscores, the first a letter or a digit",
    "Choose a short name, such as 'dc1'.",
  ).default("dc1"),
  /** Asks for tokens and runs the controller, which hands them out. @default true */
  acls: flag().default(true),
};

/** Where the CA comes from: from variables of the run, or, for development only, made by Terraform, which keeps its key. */
export const TLS_SOURCES = ["none", "brought", "generated"] as const;
export type TlsSource = (typeof TLS_SOURCES)[number];

export const TLS_FIX =
  "With 'brought' the run is told the ARNs of the CA's secrets; 'generated' is for development, because the state keeps the CA's key.";

export const COUNT_FIX =
  "Use 3: two of them can go on without the third. An even number survives no more than the odd one below it.";
export const SERVER_COUNTS = [1, 3, 5] as const;
