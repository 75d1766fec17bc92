const adjectives = (
  "amber bold brisk bright calm candid civic clear clever cobalt copper coral crisp curious dapper daring deft " +
  "eager early earnest fabled fleet fluent frank gentle gilded golden hardy hearty honest humble jolly keen kind " +
  "level light lively lucid lunar mellow merry mighty modest nimble noble polar prime proud quick quiet rapid ready " +
  "robust royal rustic sandy scarlet silent silver sleek solar solid stable steady sturdy subtle sunny swift tidy " +
  "tranquil upbeat valiant velvet vivid warm wise witty zesty"
).split(" ");

const nouns = (
  "acorn alder anchor arbor arrow aspen badger basin beacon birch bridge brook canyon cedar cliff clover comet " +
  "compass condor cove crane creek delta dune ember falcon fern field finch fjord forest forge fox garden glacier " +
  "gorge grove harbor hawk hazel heron hill island kestrel lagoon lake lantern larch ledge lynx maple marten meadow " +
  "mesa moor oak orbit osprey otter peak pebble pine plateau prairie quarry quartz raven reef ridge river robin " +
  "rowan sable signal spruce station summit sparrow thicket trail valley viaduct willow wren yard"
).split(" ");

/**
 * Makes a name such as `brisk-heron` that is not taken.
 * @param random gives numbers from 0 up to 1; the caller brings it so that a test can fix it
 */
export function generateName(isTaken: (name: string) => boolean, random: () => number): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? "run";
  const first = `${pick(adjectives)}-${pick(nouns)}`;
  let name = first;
  for (let attempt = 0; isTaken(name) && attempt < 100; attempt++)
    name = `${pick(adjectives)}-${pick(nouns)}`;
  for (let number = 2; isTaken(name); number++) name = `${first}-${number}`;
  return name;
}
