import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Address } from "../parts";
import type { HealthCheck } from "./configuration";

/** Asks a target once. @returns what is wrong, in AWS's words; nothing when it is well */
export type Probe = (check: HealthCheck, address: Address) => Promise<string | undefined>;

/** Docker accepts a connection before it knows that somebody listens behind, and closes it when nobody does. */
const STAYS_OPEN_MS = 500;

/** Asks a target as its group's health check says. */
export const probe: Probe = (check, address) =>
  check.protocol.startsWith("HTTP") ? askHttp(check, address) : askTcp(check, address);

function askHttp(check: HealthCheck, { host, port }: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ask = check.protocol === "HTTPS" ? httpsRequest : httpRequest;
    const call = ask({
      host,
      port,
      path: check.path,
      agent: false,
      headers: { "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
      // AWS takes any certificate of a target.
      rejectUnauthorized: false,
    });
    const limit = setTimeout(() => end("Request timed out"), check.timeoutSeconds * 1000);
    const end = (reason?: string) => {
      clearTimeout(limit);
      call.destroy();
      resolve(reason);
    };
    call.on("error", () => end("Health checks failed"));
    call.on("response", ({ statusCode = 0 }) =>
      end(isGood(statusCode, check.matcher) ? undefined : `Health checks failed with these codes: [${statusCode}]`),
    );
    call.end();
  });
}

function askTcp(check: HealthCheck, { host, port }: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let stays: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => end("Request timed out"), check.timeoutSeconds * 1000);
    const end = (reason?: string) => {
      clearTimeout(limit);
      clearTimeout(stays);
      socket.destroy();
      resolve(reason);
    };
    socket.on("connect", () => (stays = setTimeout(() => end(), STAYS_OPEN_MS)));
    socket.on("error", () => end("Health checks failed"));
    socket.on("close", () => end("Health checks failed"));
    // Only who reads notices the end.
    socket.resume();
  });
}

/** Whether an answer's status is one of `200`, `200,302` or `200-399`. */
export function isGood(status: number, matcher: string): boolean {
  return matcher.split(",").some((part) => {
    const [from = "", to = from] = part.trim().split("-");
    return status >= Number(from) && status <= Number(to);
  });
}

/** What the checks so far say of a target. */
export interface Standing {
  readonly state: "initial" | "healthy" | "unhealthy";
  /** Checks in a row that say otherwise. */
  readonly against: number;
}

/**
 * The standing after one more check. A new target is healthy after one good check. It is asked more often than the
 * group says, so its bad ones count by the time that they would have taken.
 */
export function judge(
  { state, against }: Standing,
  isWell: boolean,
  check: HealthCheck,
  secondsSinceRegistration: number,
): Standing {
  if (state === "initial") {
    if (isWell) return { state: "healthy", against: 0 };
    const isLate = secondsSinceRegistration >= check.intervalSeconds * (check.unhealthyThreshold - 1);
    return { state: isLate ? "unhealthy" : "initial", against: 0 };
  }
  if (isWell === (state === "healthy")) return { state, against: 0 };
  const threshold = state === "healthy" ? check.unhealthyThreshold : check.healthyThreshold;
  if (against + 1 < threshold) return { state, against: against + 1 };
  return { state: state === "healthy" ? "unhealthy" : "healthy", against: 0 };
}
