import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import type { TerraformStack } from "cdktf";
import type { TlsSource } from "../environments";
import { GeneratedCertificateAuthority } from "../modules/servers/certificate-authority";
import type { DevServerTls } from "../modules/servers/dev";
import { CertificateAuthorityVariables } from "./variables";

/** The CA of an environment's servers: brought by the run, or made here, for development. */
export function certificateAuthority(
  stack: TerraformStack,
  name: string,
  source: Exclude<TlsSource, "none">,
): DevServerTls {
  if (source === "brought") return new CertificateAuthorityVariables(stack);
  new TlsProvider(stack, "tls", {});
  return new GeneratedCertificateAuthority(stack, "ca", { name });
}
