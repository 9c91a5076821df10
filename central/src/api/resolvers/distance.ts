/** Great-circle distance between two places, by the haversine formula on a sphere; off by at most half a per cent. */
import { z } from 'zod';

export const geoPoint = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

interface Place {
  /** WGS 84 degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_METRES = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Whole metres. */
export function distanceMetres(a: Place, b: Place): number {
  const sinLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const sinLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const square =
    sinLatitude * sinLatitude +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * sinLongitude * sinLongitude;
  return Math.round(2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(square))));
}
