using System.CommandLine;
using Platform.CommandLine;
using Platform.Training.Commands;
using Platform.Training.Runs;

return MainThread.Serve(() =>
    CommandHost.RunAsync(
        () =>
            new RootCommand(
                "Trains the models of the Lesion Platform "
                    + "and publishes them as a bundle. Research use only; not a medical device."
            )
            {
                PrepareCommand.Create(),
                GanCommand.Create(),
                GenerateCommand.Create(),
                AuditCommand.Create(),
                MetricsCommand.Create(),
                SslCommand.Create(),
                HeadCommand.Create(),
                PublishCommand.Create(),
                ExportEncoderCommand.Create(),
                SignCommand.Create(),
                EvaluateCommand.Create(),
                ExperimentCommand.Create(),
                ViewsCommand.Create(),
                RunsCommand.Create(),
            },
        args
    )
);
