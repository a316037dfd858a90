/** Answers of EC2 and EC2 Auto Scaling, as the emulator gives them, with what is looked at. */
export function describeInstances(id = "i-1", ip = "10.0.1.4"): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><reservationSet><item><groupSet/><instancesSet><item>
<networkInterfaceSet><item><macAddress>02:00:00:b7:bd:cc</macAddress><privateIpAddress>${ip}</privateIpAddress><privateIpAddressesSet><item><primary>true</primary><privateIpAddress>${ip}</privateIpAddress></item></privateIpAddressesSet></item></networkInterfaceSet>
<tagSet><item><key>Name</key><value>a &lt;server&gt; &amp; more</value></item><item><key>aws:ec2launchtemplate:id</key><value>lt-1</value></item><item><key>aws:ec2launchtemplate:version</key><value>3</value></item></tagSet>
<instanceId>${id}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-1-4.ec2.internal</privateDnsName><instanceType>t3.small</instanceType><placement><availabilityZone>us-east-1d</availabilityZone></placement><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>${ip}</privateIpAddress></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;
}

export function describeGroups(id = "i-1"): string {
  return `<DescribeAutoScalingGroupsResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>g-1</AutoScalingGroupName><LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>4</Version></LaunchTemplate><TargetGroupARNs><member>arn:one</member><member>arn:two</member></TargetGroupARNs><Instances><member><InstanceId>${id}</InstanceId><LifecycleState>InService</LifecycleState><LaunchTemplate><LaunchTemplateId>lt-1</LaunchTemplateId><Version>4</Version></LaunchTemplate></member></Instances></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`;
}
