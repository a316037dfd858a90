/** What must be installed and is not. Its message is for the user: what it is for, and where to get it. */
export class MissingRequirement extends Error {
  override readonly name = "MissingRequirement";
}
