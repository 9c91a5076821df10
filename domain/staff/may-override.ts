/** What the roles of a shop's people allow. Without schemas, so that a till's page stays light. */
import type { StaffRole } from '../documents/staff.ts';

/** A supervisor's word, and everything a clerk may do. */
export const mayOverride = (role: StaffRole): boolean => role !== 'clerk';
