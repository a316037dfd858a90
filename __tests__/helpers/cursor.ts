/** A place in a text that is read from its start to its end. */
export class Cursor {
  protected position = 0;

  constructor(protected readonly source: string) {}

  protected next(): string {
    return this.source.charAt(this.position++);
  }

  protected lookingAt(text: string): boolean {
    return this.source.startsWith(text, this.position);
  }

  protected skip(text: string): boolean {
    if (!this.lookingAt(text)) return false;
    this.position += text.length;
    return true;
  }

  protected error(what: string): Error {
    return new Error(`${what}, at character ${this.position} of: ${this.source}`);
  }
}
