using System.CommandLine;
using Platform.CommandLine;
using Platform.Tools.Commands;

return await CommandHost.RunAsync(
    () =>
        new RootCommand("Helpers of the Lesion Platform. Research use only; not a medical device.")
        {
            QuickstartCommand.Create(),
            CallCommand.Create(),
            SubmitCommand.Create(),
            BenchCommand.Create(),
            LoadCommand.Create(),
        },
    args
);
