/** Names of colleagues by their ids, as the catalogue has them; the id where nobody is known by it. */
import { useApp, useLive } from './context.tsx';

export function usePeople(): (id: string) => string {
  const { shop } = useApp();
  const people = useLive(() => shop.databases.cache.staff.find().$, [], [shop]);
  return (id) => people.find((person) => person.staff === id)?.name ?? id;
}
