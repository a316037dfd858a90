import { execFile } from "node:child_process";
import type { Finding } from "./rules";

/** A program that reads the JSON of a plan. It is run where it is installed, and never reaches the network. */
export interface Scanner {
  readonly name: string;
  /** Whether a finding is one of its own, by its id. */
  owns(id: string): boolean;
  /** @returns undefined where it is not installed */
  scan(planFile: string): Promise<Finding[] | undefined>;
}

const LIMIT_SECONDS = 120;

/** Whoever asks the network all the same gets no answer: there is nothing behind this address. */
const NO_NETWORK = "http://127.0.0.1:9";

export const CHECKOV: Scanner = {
  name: "Checkov",
  owns: (id) => id.startsWith("CKV"),
  async scan(planFile) {
    const framework = ["--framework", "terraform_plan", "--skip-download"];
    const output = await run("checkov", ["-f", planFile, ...framework, "--quiet", "--compact", "-o", "json"]);
    return output === undefined ? undefined : checkovFindings(output);
  },
};

export const TRIVY: Scanner = {
  name: "Trivy",
  owns: (id) => /^(AWS|AVD-AWS)-\d+$/.test(id),
  async scan(planFile) {
    const output = await run("trivy", ["config", "--skip-check-update", "--quiet", "--format", "json", planFile]);
    return output === undefined ? undefined : trivyFindings(output);
  },
};

export const SCANNERS: readonly Scanner[] = [CHECKOV, TRIVY];

interface CheckovReport {
  readonly results?: {
    readonly failed_checks?: readonly { readonly check_id: string; check_name: string; resource: string }[];
  };
}

/** One report, or one for each framework. */
export function checkovFindings(output: string): Finding[] {
  return [JSON.parse(output) as CheckovReport | readonly CheckovReport[]]
    .flat()
    .flatMap(({ results }) => results?.failed_checks ?? [])
    .map(({ check_id, check_name, resource }) => ({ id: check_id, title: check_name, resource }));
}

interface TrivyReport {
  readonly Results?: readonly {
    readonly Misconfigurations?: readonly {
      readonly ID: string;
      readonly Title: string;
      readonly Status: string;
      readonly CauseMetadata?: { readonly Resource?: string };
    }[];
  }[];
}

export function trivyFindings(output: string): Finding[] {
  return ((JSON.parse(output) as TrivyReport).Results ?? [])
    .flatMap(({ Misconfigurations = [] }) => Misconfigurations)
    .filter(({ Status }) => Status === "FAIL")
    .map(({ ID, Title, CauseMetadata }) => ({ id: ID, title: Title, resource: CauseMetadata?.Resource ?? "" }));
}

/** What it prints, whatever its exit code says of findings. */
function run(program: string, args: readonly string[]): Promise<string | undefined> {
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map((name) => [name, NO_NETWORK]);
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      {
        env: { ...process.env, ...(Object.fromEntries(proxies) as Record<string, string>), NO_PROXY: "", no_proxy: "" },
        timeout: LIMIT_SECONDS * 1000,
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error?.code === "ENOENT") resolve(undefined);
        else if (/^\s*[[{]/.test(stdout)) resolve(stdout);
        else
          reject(new Error(`${program} gave no report: ${stderr.trim() || (error?.message ?? "nothing was printed")}`));
      },
    );
    child.stdin?.end();
  });
}
