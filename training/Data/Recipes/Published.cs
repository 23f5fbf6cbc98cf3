namespace Platform.Training.Data.Recipes;

/// <summary>The recipes by name. A new one is a row here.</summary>
static class Published
{
    public static readonly IReadOnlyList<Recipe> All =
    [
        Ham10000.Recipe,
        IsicChallenges.Isic2018Task3,
        IsicChallenges.Isic2019,
        IsicChallenges.Isic2020,
        OtherPublishers.IsicArchive,
        OtherPublishers.Bcn20000,
        IsicChallenges.Milk10k,
        OtherPublishers.PadUfes20,
    ];
}
