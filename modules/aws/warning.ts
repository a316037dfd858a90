import { AnnotationMetadataEntryType } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * A warning that the synth prints, as `Annotations.of(scope).addWarning` makes one, but without a stack trace: that
 * would put the paths of the machine into `manifest.json`.
 */
export function warn(scope: IConstruct, message: string): void {
  scope.node.addMetadata(AnnotationMetadataEntryType.WARN, message);
}
