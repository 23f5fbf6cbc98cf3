using Platform.CommandLine;
using Platform.Inference.Commands;

return await CommandHost.RunAsync(
    () =>
        new(
            "Classifies lesion images and draws synthetic ones with a published model "
                + "bundle. Research use only; not a medical device."
        )
        {
            VerifyCommand.Create(),
            ClassifyCommand.Create(),
            SampleCommand.Create(),
            ServeCommand.Create(),
            KeysCommand.Create(),
            FitHeadCommand.Create(),
            DoctorCommand.Create(),
        },
    args
);
