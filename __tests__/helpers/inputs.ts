/** How many inputs the tests at random try, and from where they start: the same ones in every run. */
export const FUZZ = {
  seed: 20_261_126,
  /** Of props, for each entry of the catalog; half as many on each release line. */
  runs: 40,
  /** Of values that must change no other place, for each construct on each line. */
  texts: 100,
  /** Of props for each entry, of which Terraform validates those that are taken. */
  validated: 8,
};
