import type { TaskView } from "../../../tools/local-mesh";

/** A line of a container's log, with the time at which it came. */
export interface LogLine {
  readonly at: Date;
  readonly text: string;
}

/** What the containers of a mesh have logged so far, by task and container. */
export class LogBook {
  private readonly lines: {
    readonly task: string;
    readonly family: string;
    readonly container: string;
    line: LogLine;
  }[] = [];

  readonly write = ({ request }: TaskView, container: string, text: string): void => {
    this.lines.push({
      task: request.arn,
      family: request.definition.family ?? "",
      container,
      line: { at: new Date(), text },
    });
  };

  /** @param task ARN of one task, or the family of several */
  of(task: string, container: string): LogLine[] {
    return this.lines
      .filter((each) => (each.task === task || each.family === task) && each.container === container)
      .map(({ line }) => line);
  }

  /** The lines with a text in them. */
  with(task: string, container: string, text: string): LogLine[] {
    return this.of(task, container).filter((line) => line.text.includes(text));
  }
}
