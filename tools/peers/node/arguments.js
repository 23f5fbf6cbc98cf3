// --name value pairs of the command line; a missing one without a default ends the program with one line.
const given = new Map();
for (let i = 2; i + 1 < process.argv.length; i += 2) given.set(process.argv[i], process.argv[i + 1]);

module.exports = function argument(name, otherwise) {
  const value = given.get(name) ?? otherwise;
  if (value !== undefined) return value;
  console.error(`error: ${name}: missing`);
  process.exit(2);
};
