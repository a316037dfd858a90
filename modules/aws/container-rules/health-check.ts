import type { HealthCheck } from "../container-definition";
import { listOf, mandatory, must, shape, text, wholeNumber, type Check } from "../rules";

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export function healthCheck(): Check {
  const check = shape<HealthCheck>({
    command: mandatory(
      listOf(
        { from: 1, rule: "must name a program", fix: "Give it like ['CMD-SHELL', 'curl -f http://localhost:8080/']." },
        text(),
      ),
    ),
    interval: wholeNumber(5, 300),
    timeout: wholeNumber(2, 60),
    retries: wholeNumber(1, 10),
    startPeriod: wholeNumber(0, 300),
  });
  const hasProgram = must<HealthCheck>(
    "must have a command after 'CMD' or 'CMD-SHELL'",
    "Give the program, or the line for the shell.",
    ({ command }) => command.length > 1 || (command[0] !== "CMD" && command[0] !== "CMD-SHELL"),
  );
  return (prop, value) => {
    const own = check(prop, value);
    return own.some(({ holds }) => holds === false) ? own : [...own, ...hasProgram(prop, value)];
  };
}
