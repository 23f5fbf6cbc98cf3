namespace Platform.EndToEnd.Tests.Documents;

/// <summary>
/// The files with commands. {q}: the folder that the quickstart filled, once for all tests; {checkout}; {starters}:
/// bin/ without the question whether a source has changed; {port}, {http}, {metrics}: free ports.
/// </summary>
static class AllDocuments
{
    const string SelfBuild = "the build and the tests that this test is one of";
    const string Publish =
        "training publish --gan {q}/gan --encoder {q}/encoder --head {q}/head --version 0.1.0 --name ";

    /// <summary>Substitutions that several documents share, of which not each has all.</summary>
    public static readonly (string From, string To)[] Server =
    [
        ("--port 50051", "--port {port}"),
        ("127.0.0.1:50051", "127.0.0.1:{port}"),
        ("--http-port 8000", "--http-port 0"),
        ("--seconds 60", "--seconds 1"),
        ("--seconds 10", "--seconds 1"),
        ("--seconds 12", "--seconds 1"),
    ];

    /// <summary>Those of the results: of phantoms, and short.</summary>
    public static readonly (string From, string To)[] Results =
    [
        ("--dataset ham10000 --source ham10000 --size 64,32", "--dataset phantom --count 120 --size 64,32"),
        ("--dataset isic2019 --source isic2019 --size 64,32", "--dataset phantom --count 120 --size 64,32 --seed 1"),
        ("--dataset ham10000 --source ham10000 --size 96,128,160", "--dataset phantom --count 120 --size 96,128,160"),
        ("--dataset isic2019 --source isic2019 --size 96,128", "--dataset phantom --count 120 --size 96,128 --seed 1"),
        ("--method supervised --preset transfer", "--method supervised --preset transfer --batch-size 32"),
        ("$transfer --data ham --threads 1", "$transfer --data ham --threads 1 --epochs 1"),
        ("--init imagenet --epochs 6", "--init imagenet --batch-size 32 --epochs 1"),
        ("--epochs 30", "--epochs 1"),
        ("--epochs 12", "--epochs 1"),
        ("--epochs 10", "--epochs 1"),
        ("--epochs 20", "--epochs 1"),
        ("training experiment ", "training experiment --list "),
        (
            "--preset small --data ham --resolution 32 --kimg 36",
            "--preset smoke --data ham --resolution 32 --start-resolution 32 --kimg 0.064"
        ),
        (
            "--preset small --data bcn --resolution 32 --kimg 36",
            "--preset smoke --data bcn --resolution 32 --start-resolution 32 --kimg 0.064"
        ),
        ("training ssl --preset small --data bcn --steps 300", "training ssl --preset smoke --data bcn --steps 2"),
        ("--preset small --data ham --steps 500", "--preset smoke --data ham --steps 2"),
        ("training ssl --preset small --data bcn --steps 500", "training ssl --preset smoke --data bcn --steps 2"),
        ("--count 4000", "--count 16"),
        ("--count 2000", "--count 16"),
        ("--count 1421", "--count 16"),
        ("--images 500", "--images 50"),
    ];

    public static IEnumerable<(string From, string To)> Shared => Server.Concat(Results);

    public static readonly IReadOnlyList<Document> All =
    [
        new("README.md")
        {
            Given =
            [
                "{starters}/training prepare --dataset phantom --count 100 --size 32 --test 0.9 --out drawn "
                    + "--held-out photographs",
            ],
            Substitutions =
            [
                (
                    "dotnet run -c Release --project tools -- quickstart --dataset folder --source photographs "
                        + "--out own",
                    "dotnet run -c Release --no-build --project {checkout}/tools -- quickstart --dataset folder "
                        + "--source photographs --out own --epochs 1 --threads 1 --no-serve"
                ),
                (
                    "dotnet run -c Release --project tools -- quickstart",
                    "dotnet run -c Release --no-build --project {checkout}/tools -- quickstart --out {q}"
                ),
                ("$PWD/bin", "{starters}"),
                ("--dataset ham10000 --source HAM10000 --size 64", "--dataset phantom --count 120 --size 32"),
                (
                    "training gan --method stylegan --preset small",
                    "training gan --method stylegan --preset smoke --kimg 0.256 --start-resolution 32 --threads 1"
                ),
                ("--count 2000", "--count 40"),
                (
                    "training ssl --method simclr --preset small",
                    "training ssl --method simclr --preset smoke --steps 2 --threads 1"
                ),
                .. Server,
            ],
            NotRun = [("dotnet test", SelfBuild)],
        },
        new("CONTRIBUTING.md") { NotRun = [("dotnet build", SelfBuild), ("dotnet test", SelfBuild)] },
        new("docs/ARCHITECTURE.md"),
        new("docs/DATA.md") { Given = DrawnDatasets.Lines },
        new("docs/CLIENTS.md")
        {
            Given = [Publish + "ham", "cp \"$(ls {q}/held-out/mel/* | head -n 1)\" photo.jpg"],
            Substitutions =
            [
                ("--port 50051", "--port 0"),
                ("--http-port 8000", "--http-port {port}"),
                ("127.0.0.1:8000", "127.0.0.1:{port}"),
                ("curl -f", "curl -f --noproxy '*'"),
            ],
        },
        new("docs/SCALE.md"),
        new("models/README.md"),
        new("docs/SECURITY.md") { Given = ["mkdir lesion"], Substitutions = [("/etc/lesion", "lesion")] },
        new("docs/TRUST.md") { Given = [Publish + "ham"], Substitutions = [("--port 5000", "--port 0")] },
        new("docs/BENCHMARKS.md")
        {
            Given =
            [
                Publish + "ham",
                "mkdir photographs",
                "cp {q}/held-out/mel/* photographs",
                "ln -s {q}/held-out images",
            ],
            Substitutions =
            [
                (
                    "tools bench serve models/ham --int8 models/ham-int8 --images photographs",
                    "tools bench serve models/ham --int8 models/ham --seconds 0.1 --callers 1"
                ),
                ("--most 10000 --repetitions 5", "--most 1000 --repetitions 3"),
                ("--attacks scans,batches --seconds 20 --rest 5", "--attacks batches --seconds 0.5 --rest 0"),
                .. Server,
            ],
            NotRun =
            [
                ("tools bench all", "half an hour; ConfinementTests starts each of its benches"),
                ("tools bench siege models/ham --seconds 60", "a quarter of an hour; SiegeTests runs a short one"),
                ("tools bench growth models/ham", "half an hour; ConfinementTests starts each of its curves"),
            ],
        },
        new("docs/RESULTS.md") { Substitutions = Results },
        new("docs/results/synthetic.md") { Substitutions = Results },
        new("docs/results/labels.md") { Substitutions = Results },
        new("docs/results/gan.md") { Substitutions = Results },
        new("docs/results/trust.md") { Given = [Publish + "ham10000"], Substitutions = Results },
        new("docs/results/served.md"),
        new("tools/deploy/README.md")
        {
            Given = [Publish + "ham"],
            Substitutions =
            [
                ("setpriv --reuid lesion --regid lesion --clear-groups ", ""),
                (" -g lesion", ""),
                ("/opt/lesion/Platform.Inference", "inference"),
                ("/var/lib/lesion/models", "served"),
                ("/etc/lesion", "lesion"),
                ("--port 8001", "--port {port}"),
                ("--http-port 8000", "--http-port {http}"),
                ("--metrics-port 8002", "--metrics-port {metrics}"),
                ("localhost:8000", "localhost:{http}"),
                ("localhost:8002", "localhost:{metrics}"),
                ("--host 0.0.0.0", "--host 127.0.0.1"),
            ],
            NotRun =
            [
                ("dotnet publish", "fetches the runtime for linux-x64, and writes to the lock files"),
                ("useradd", "makes a user of the system, as root"),
                ("install -m 644 tools/deploy/systemd", "installs a unit of the system, as root"),
                ("systemctl", "asks the system's manager, as root"),
                ("journalctl", "asks the system's manager, as root"),
            ],
        },
        new("tools/deploy/slurm/README.md") { Substitutions = [("--engine slurm", "--engine slurm --dry-run")] },
        new("tools/peers/README.md")
        {
            NotRun =
            [
                ("cd tools/peers/node", "fetches packages of other languages"),
                ("apt-get", "installs packages of the system, as root"),
            ],
        },
        new("CHANGELOG.md"),
        new("INFLUENCES.md"),
    ];
}
