import { groupsIn, instancesIn, nameOf, templateOf } from "../../../../tools/local-mesh/instances/facts";
import { withAddresses, withStanding, type InstanceOverlay } from "../../../../tools/local-mesh/instances/overlay";
import { itemsAt, parseXml, textAt } from "../../../../tools/local-mesh/instances/xml";
import { describeGroups, describeInstances } from "./answers";

const [facts] = instancesIn(parseXml(describeInstances()));
if (!facts) throw new Error("The answer has an instance.");

const instance: InstanceOverlay = { facts, ip: "172.20.0.9", waits: false };
const find = (known: InstanceOverlay) => (id: string) => (id === "i-1" ? known : undefined);
const standing = (document: string) => {
  const [group] = itemsAt(parseXml(document), "DescribeAutoScalingGroupsResult", "AutoScalingGroups");
  const [member] = itemsAt(group, "Instances");
  return {
    state: textAt(member, "LifecycleState"),
    version: textAt(member, "LaunchTemplate", "Version"),
    ofGroup: textAt(group, "LaunchTemplate", "Version"),
  };
};

test("an instance is read", () => {
  expect(facts).toMatchObject({ id: "i-1", state: "running", privateIp: "10.0.1.4", zone: "us-east-1d" });
  expect(nameOf(facts)).toBe("a <server> & more");
  expect(templateOf(facts)).toEqual({ id: "lt-1", version: "3" });
});

test("a group is read", () => {
  expect(groupsIn(parseXml(describeGroups()))).toEqual([
    { name: "g-1", instanceIds: ["i-1"], targetGroupArns: ["arn:one", "arn:two"] },
  ]);
});

test("an instance has the address that it has here, wherever it is said", () => {
  const changed = withAddresses(describeInstances(), find(instance));
  expect(changed).not.toContain("10.0.1.4");
  expect(changed.match(/172\.20\.0\.9/g)).toHaveLength(3);
  expect(changed).toContain("ip-172-20-0-9.ec2.internal");
  expect(changed).toContain("a &lt;server&gt; &amp; more");
});

test("another instance that has the same address in the emulator keeps it", () => {
  const other = withAddresses(describeInstances("i-2"), find(instance));
  expect(other.match(/10\.0\.1\.4</g)).toHaveLength(3);
});

test("an instance without an address is not running yet", () => {
  const changed = parseXml(withAddresses(describeInstances(), find({ ...instance, ip: undefined })));
  expect(instancesIn(changed)[0]?.state).toBe("pending");
});

test("an instance that its hook holds back is not in service", () => {
  expect(standing(withStanding(describeGroups(), find({ ...instance, waits: true }))).state).toBe("Pending:Wait");
  expect(standing(withStanding(describeGroups(), find(instance))).state).toBe("InService");
});

test("an instance is of the template that it was made of, also when its group has a newer one", () => {
  expect(standing(withStanding(describeGroups(), find(instance)))).toMatchObject({ version: "3", ofGroup: "4" });
});

test("of an instance that is not run here nothing is changed", () => {
  expect(withStanding(describeGroups("i-2"), find(instance))).toBe(describeGroups("i-2"));
});
