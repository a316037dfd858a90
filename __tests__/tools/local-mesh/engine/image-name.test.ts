import { imageName, repositoryOf, tagOf } from "../../../../tools/local-mesh/engine/image-name";

describe("the name of an image in the user's registry", () => {
  test.each([
    ["hashicorp/consul:2.0.1", "mirror.example.com/hashicorp/consul:2.0.1"],
    ["docker.io/hashicorp/consul:2.0.1", "mirror.example.com/hashicorp/consul:2.0.1"],
    ["public.ecr.aws/hashicorp/consul-ecs:0.10.0", "mirror.example.com/hashicorp/consul-ecs:0.10.0"],
    ["localhost:5000/app:1", "mirror.example.com/app:1"],
    ["localhost/app", "mirror.example.com/app"],
    // Docker's own registry keeps its official images in a folder that names leave out.
    ["busybox:1.37", "mirror.example.com/library/busybox:1.37"],
    ["docker.io/busybox", "mirror.example.com/library/busybox"],
    ["app/web@sha256:0a1b", "mirror.example.com/app/web@sha256:0a1b"],
  ])("%s", (name, expected) => {
    expect(imageName(name, "mirror.example.com")).toBe(expected);
    expect(imageName(name, "mirror.example.com/")).toBe(expected);
    expect(imageName(name)).toBe(name);
  });

  it("may have a folder", () => {
    expect(imageName("public.ecr.aws/a/b:1", "mirror.example.com/cache")).toBe("mirror.example.com/cache/a/b:1");
  });
});

test.each([
  ["public.ecr.aws/hashicorp/consul-ecs:0.10.0", "consul-ecs", "0.10.0"],
  ["localhost:5000/consul", "consul", undefined],
  ["consul:1.15@sha256:0a1b", "consul", "1.15"],
  ["consul@sha256:0a1b", "consul", undefined],
])("%s is repository %s with tag %s", (name, repository, tag) => {
  expect(repositoryOf(name)).toBe(repository);
  expect(tagOf(name)).toBe(tag);
});
