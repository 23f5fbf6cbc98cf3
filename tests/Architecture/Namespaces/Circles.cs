namespace Platform.Architecture.Tests.Namespaces;

/// <summary>Namespaces that use one another, directly or through others.</summary>
static class Circles
{
    /// <summary>
    /// For each use that lies on a circle of namespaces the shortest such circle, each once, as one line: "A.X uses
    /// B.Y; B.Z uses A.W". Empty where the namespaces can be put in an order.
    /// </summary>
    public static IReadOnlyList<string> In(IEnumerable<(TypeName From, TypeName To)> uses)
    {
        var edges = uses.Where(u => u.From.Namespace != u.To.Namespace)
            .GroupBy(u => (From: u.From.Namespace, To: u.To.Namespace))
            .ToDictionary(
                g => g.Key,
                g => g.Select(u => $"{Full(u.From)} uses {Full(u.To)}").Order(StringComparer.Ordinal).First()
            );
        var next = edges.Keys.ToLookup(e => e.From, e => e.To);
        var circles = new Dictionary<string, string>();
        foreach (var (from, to) in edges.Keys.OrderBy(e => e))
            if (Path(next, to, from) is { } back)
                circles.TryAdd(
                    string.Join(' ', back.Order(StringComparer.Ordinal)),
                    string.Join("; ", back.Zip([.. back.Skip(1), to]).Select(e => edges[e]))
                );
        return [.. circles.Values];
    }

    /// <summary>The fewest steps from one namespace to another, both included; null where no way leads there.</summary>
    static IReadOnlyList<string>? Path(ILookup<string, string> next, string from, string to)
    {
        var before = new Dictionary<string, string?> { [from] = null };
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out var at))
        {
            if (at == to)
            {
                var path = new List<string>();
                for (string? step = to; step is not null; step = before[step])
                    path.Insert(0, step);
                return path;
            }
            foreach (var other in next[at].Order(StringComparer.Ordinal))
                if (before.TryAdd(other, at))
                    queue.Enqueue(other);
        }
        return null;
    }

    static string Full(TypeName type) => $"{type.Namespace}.{type.Name}";
}
