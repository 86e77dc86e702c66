import { z } from 'zod';
import {
  networkProbeSchema,
  nodeSnapshotSchema,
} from '@atlhyper/backstage-plugin-atlhyper-common';
import { isIP } from 'node:net';

const resultSchema = networkProbeSchema
  .pick({ timestampMs: true, sentCount: true, lostCount: true, rttMs: true })
  .extend({ node: nodeSnapshotSchema.shape.node })
  .refine(({ sentCount, lostCount }) => lostCount <= sentCount, {
    message: 'more attempts are lost than were sent',
    path: ['lostCount'],
  });

/** What a node collector tells of its probe, beside its snapshot. */
export const probeReportSchema = z.strictObject({
  address: z
    .string()
    .refine(text => isIP(text) !== 0, { message: 'must be an IP address' }),
  port: z.number().int().min(1).max(65_535),
  results: z.array(resultSchema).max(16),
});
export type ProbeReport = z.infer<typeof probeReportSchema>;
