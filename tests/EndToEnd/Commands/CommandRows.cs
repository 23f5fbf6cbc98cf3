namespace Platform.EndToEnd.Tests.Commands;

/// <summary>A row for each command. A command without one fails <see cref="CommandTreeTests"/>.</summary>
static class CommandRows
{
    const string Copy = "{here}/models", Prepare = "training prepare --dataset phantom --count 60 --size 32 --out {here}/data";

    public static readonly IReadOnlyList<CommandRow> All =
    [
        new("training prepare", "--dataset phantom --count 12 --size 32 --out {here}/data --held-out {here}/held-out"),
        new("training gan", "--preset smoke --kimg 0.032 --start-resolution 32 --threads 1 --data {q}/data --out {here}/gan"),
        new("training generate", "--gan {q}/gan --count 4 --out {here}/synthetic --grid {here}/grid.png"),
        new("training audit", "{here}/synthetic --against {here}/data --out {here}/audit")
        {
            Before = [Prepare, "training generate --gan {q}/gan --count 12 --out {here}/synthetic"],
        },
        new("training metrics", "--gan {q}/gan --data {here}/data --encoder {here}/encoder --count 12 --out {here}/metrics")
        {
            Before = [Prepare, "training ssl --preset smoke --batch-size 8 --steps 1 --threads 1 --data {here}/data --out {here}/encoder"],
        },
        new("training ssl", "--preset smoke --steps 2 --threads 1 --data {q}/data --out {here}/encoder"),
        new("training head", "--encoder {q}/encoder --data {q}/data --out {here}/head"),
        new("training publish", "--gan {q}/gan --encoder {q}/encoder --head {q}/head --name phantom --version 0.1.0 --out {here}/models"),
        new("training sign", Copy + "/phantom --key {here}/key.pem")
        {
            Before = ["cp -al {q}/models {here}", "openssl ecparam -name prime256v1 -genkey -noout -out {here}/key.pem"],
        },
        new("training evaluate", "{q}/models/phantom {q}/data --report {here}/report"),
        new("training experiment", "table2 --preset smoke --dataset phantom --photographs 80 --synthetic-count 16 --gan-kimg 0.064 --steps 2"
            + " --arm steps-matched --threads 1 --cell 0 --set gan.start-resolution=32 --set ssl.batch-size=8 --work {here}/work"),
        new("training views", "--preset smoke --data {q}/data --out {here}/views"),
        new("training runs", "{q}"),

        new("inference verify", "{q}/models/phantom"),
        new("inference classify", "{q}/models/phantom {q}/held-out/mel"),
        new("inference sample", "{q}/models/phantom --count 4 --out {here}/samples --grid {here}/samples.png"),
        new("inference serve", "{q}/models --port 0 --http-port 0 --metrics-port 0") { Serves = true },
        new("inference keys add", "ward --keys {here}/keys.json"),
        new("inference keys list", "--keys {here}/keys.json") { Before = ["inference keys add ward --keys {here}/keys.json"] },
        new("inference keys remove", "ward --keys {here}/keys.json") { Before = ["inference keys add ward --keys {here}/keys.json"] },
        new("inference fit-head", Copy + "/phantom --images {q}/held-out --out 0.2.0 --even-if-worse") { Before = ["cp -al {q}/models {here}"] },
        new("inference doctor", "{q}/models/phantom --port 0"),

        new("tools quickstart", "--out {here}/q") { Before = ["cp -al {q} {here}/q"] },
        new("tools call", "{server} {q}/held-out"),
        new("tools submit", "--engine local --tasks 2 --folder {here}/jobs -- inference sample {q}/models/phantom --count 4 --out {here}/set"),
        new("tools load", "{server} {q}/held-out --callers 2 --seconds 1"),
        new("tools bench serve", "{q}/models/phantom --seconds 0.1 --callers 1 --out {here}/bench"),
        new("tools bench classify", "{q}/models/phantom --seconds 0.1 --callers 1 --out {here}/bench"),
        new("tools bench sample", "{q}/models/phantom --count 8 --out {here}/bench"),
        new("tools bench ssl", "--steps 1 --batch-size 8 --threads 1 --out {here}/bench"),
        new("tools bench gan", "--steps 1 --batch-size 8 --threads 1 --out {here}/bench"),
        new("tools bench decode", "--seconds 0.1 --out {here}/bench"),
        new("tools bench startup", "{q}/models/phantom --out {here}/bench"),
        new("tools bench growth threads", "{q}/models/phantom --threads 2 --seconds 0.1 --callers 1 --out {here}/bench"),
        new("tools bench growth callers", "{q}/models/phantom --threads 1 --seconds 0.1 --out {here}/bench"),
        new("tools bench growth memory", "{q}/models/phantom --threads 1 --seconds 0.1 --out {here}/bench"),
        new("tools bench growth embed", "{q}/models/phantom --threads 1 --most 1000 --out {here}/bench"),
        new("tools bench growth head", "--most 1000 --out {here}/bench"),
    ];

    /// <summary>Commands that only run others of this table, one after the other, and the time that it would take again.</summary>
    public static readonly IReadOnlyDictionary<string, string> OnlyRunOthers = new Dictionary<string, string>
    {
        ["tools bench all"] = "the seven benches in turn, in one process",
        ["tools bench growth"] = "the five curves in turn, in one process",
    };
}
