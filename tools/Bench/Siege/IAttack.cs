namespace Platform.Tools.Bench.Siege;

/// <summary>
/// What a stranger, or the holder of a slow key, does to a server while others use it. A new one is a class and a row
/// of the bench.
/// </summary>
interface IAttack
{
    string Name { get; }

    /// <summary>In words, for the report.</summary>
    string What { get; }

    /// <summary>Goes on until it is cancelled; what the server refuses is no failure of the attack.</summary>
    Task RunAsync(Besieged server, AttackLog log, CancellationToken cancel);
}
