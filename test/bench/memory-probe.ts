// Opens a repository as the editor does and prints the most memory that the process ever held, in megabytes.
import { openProject } from "#core/open-project";

const project = await openProject(process.argv[2] ?? ".", { cli: "" });
await project.pipeline();
await project.problems();
await project.parameters();
await project.status();
await project.experiments();
await project.models();
project.dispose();
// In kilobytes, whatever the platform counts in.
console.log(process.resourceUsage().maxRSS / 1000);
