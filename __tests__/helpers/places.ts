import { gunzipSync } from "node:zlib";
import { Token } from "cdktf";
import { gzippedJson, mergeTags, nestedJson, policyDocument, terraformJson, terraformText } from "../../modules/aws";

/** A place where a text ends up: how the project writes it there, and how who gets it reads it. */
export interface Place {
  readonly write: (text: string) => unknown;
  readonly read: (found: unknown) => unknown;
}

type Named = Readonly<Record<string, string>>;

/** Every way in which the project writes a text for Terraform. */
export const PLACES = {
  "container-definitions": {
    write: (value) => terraformJson([{ name: "app", environment: [{ name: "A", value }] }]),
    read: (found) => parse<{ environment: Named[] }[]>(found)[0]?.environment[0]?.value,
  },
  "inner-configuration": {
    write: (name) =>
      terraformJson([{ environment: [{ value: nestedJson({ service: { name, meta: { "${": name } } }) }] }]),
    read: (found) => {
      const [container] = parse<{ environment: Named[] }[]>(found);
      const { service } = parse<{ service: { name: string; meta: Named } }>(container?.environment[0]?.value);
      if (service.meta["${"] !== service.name) throw new Error("The same text is two texts in one document.");
      return service.name;
    },
  },
  policy: {
    write: (arn) => policyDocument([{ Effect: "Allow", Action: ["s3:*"], Resource: [arn, `${arn}/*`] }]),
    read: (found) => {
      const [first = "", second] = parse<{ Statement: { Resource: string[] }[] }>(found).Statement[0]?.Resource ?? [];
      if (second !== `${first}/*`) throw new Error("A text with an end of its own lost it.");
      return first;
    },
  },
  payload: {
    write: (name) => gzippedJson(() => ({ entries: [{ Kind: "service-defaults", Name: name }] })),
    read: (found) => {
      const text = gunzipSync(Buffer.from(String(found), "base64")).toString();
      return parse<{ entries: { Name: string }[] }>(text).entries[0]?.Name;
    },
  },
  "user-data": {
    write: (name) => terraformText(`#!/bin/sh\necho "\${HOME}" %{x} ${name} #`),
    read: (found) => /^#!\/bin\/sh\necho "\$\{HOME\}" %\{x\} (.*) #$/s.exec(String(found))?.[1],
  },
  tags: {
    write: (value) => mergeTags(Token.asStringMap("${{}}"), { Name: value }),
    read: (found) => (found as Named).Name,
  },
} as const satisfies Readonly<Record<string, Place>>;

function parse<T>(text: unknown): T {
  return JSON.parse(String(text)) as T;
}
