namespace Platform.Inference.Tests.Serving;

/// <summary>Seeded damage to bytes: the same input for the same number.</summary>
static class Mutations
{
    static readonly byte[] Edges = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];

    public static byte[] Of(IReadOnlyList<byte[]> seeds, int number)
    {
        var random = new Random(number);
        var bytes = seeds[random.Next(seeds.Count)].ToList();
        for (var change = 1 + random.Next(4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = Edges[random.Next(Edges.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break; // cut short
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(8)));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(32))));
                    break;
                case 5:
                    for (var i = at; i < Math.Min(bytes.Count, at + 4); i++)
                        bytes[i] = 0xFF;
                    break; // a length
                case 6:
                    for (var i = 0; i < Math.Min(bytes.Count, 40); i++)
                        if (random.Next(8) == 0)
                            bytes[i] = (byte)random.Next(256);
                    break; // the header
                default:
                    var other = seeds[random.Next(seeds.Count)];
                    bytes.InsertRange(at, other.Skip(random.Next(Math.Max(1, other.Length))).Take(64));
                    break;
            }
        }
        return [.. bytes];
    }
}
