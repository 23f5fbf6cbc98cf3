using System.CommandLine;
using Platform.Inference.Doctor;

namespace Platform.Inference.Commands;

static class DoctorCommand
{
    public static Command Create()
    {
        var path = new Argument<string?>("models")
        {
            Description = $"to check too: {BundleArgument.Models}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "doctor",
            "Checks this machine and what a server on it would be given, by the options of "
                + "serve. Exit code 1 when something fails."
        )
        {
            path,
        };
        var serve = new ServeArguments();
        serve.AddTo(command, portRequired: false);
        new LogOptions().AddTo(command); // a server's whole line may be given
        command.SetAction(parsed => Report(DoctorRunner.Run(parsed.GetValue(path), serve.Read(parsed))));
        return command;
    }

    static int Report(IEnumerable<Finding> findings)
    {
        var failures = 0;
        foreach (var finding in findings)
        {
            Console.WriteLine(finding);
            if (finding.Verdict == Verdict.Failure)
                failures++;
        }
        Console.WriteLine(failures == 0 ? "ready" : $"{failures} failed");
        return failures == 0 ? 0 : 1;
    }
}
