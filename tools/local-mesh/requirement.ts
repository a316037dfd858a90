import type { OtherRequirement } from "../emulator";
import { connectEngine } from "./engine";

/** Docker's engine, for who asks for all that is missing at once. */
export const DOCKER_ENGINE: OtherRequirement = {
  name: "Docker",
  async version() {
    const engine = await connectEngine({ id: "requirements" });
    try {
      return (await engine.docker.version()).Version;
    } finally {
      engine.close();
    }
  },
};

/** The images, with that of the helpers, that are not on the engine. None is fetched. */
export async function missingImages(names: readonly string[]): Promise<string[]> {
  const engine = await connectEngine({ id: "requirements" });
  try {
    return await engine.images.missing([...names, engine.holderImage]);
  } finally {
    engine.close();
  }
}
